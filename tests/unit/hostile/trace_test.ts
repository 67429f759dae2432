/** What the checker makes of strace's words (6.1, as it wrote them): a witness that misses something proves nothing. */
import { assertEquals } from "@std/assert";
import { parseTrace } from "../../hostile/trace.ts";

const LINES = String.raw`
21629 execve("/usr/bin/sh", ["sh", "run.sh"], 0x7ffe /* 12 vars */) = 0
21631 openat(AT_FDCWD</tmp/st>, "na\"m\ne\303\251", O_RDONLY) = 3</tmp/st/na\"m\ne\303\251>
21632 openat(AT_FDCWD</tmp/st>, "missing", O_RDONLY) = -1 ENOENT (No such file or directory)
21630 openat(AT_FDCWD</tmp/st>, "out.txt", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3</tmp/st/out.txt>
21630 openat(AT_FDCWD</tmp/st>, "kept.txt", O_RDWR) = -1 EACCES (Permission denied)
21635 openat(AT_FDCWD</tmp/st>, "link", O_RDONLY) = 3</etc/hostname>
21633 renameat2(AT_FDCWD</tmp/st>, "out.txt", AT_FDCWD</tmp/st>, "moved.txt", RENAME_NOREPLACE) = 0
21636 mkdir("/tmp/st/d", 0777)                  = 0
21637 open("/tmp/st/half", O_RDONLY <unfinished ...>
21638 unlink("/tmp/st/gone" <unfinished ...>
21637 <... open resumed>)             = 4</tmp/st/whole>
21639 connect(5<socket:[1]>, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("1.2.3.4")}, 16) = -1 EINPROGRESS
21639 connect(5<socket:[2]>, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (No such file or directory)
21639 connect(5<socket:[3]>, {sa_family=AF_UNIX, sun_path="/run/some\tone"}, 110) = 0
21640 execve("/tmp/st/bin/python3", ["python3"], 0x7ffe /* 12 vars */) = -1 ENOENT (No such file or directory)
21640 +++ exited with 0 +++
`.trimStart();

Deno.test("programs, opened files, changes and sockets are found in strace's output, attempts too", () => {
  assertEquals(parseTrace(LINES), {
    executed: ["/usr/bin/sh", "/tmp/st/bin/python3"],
    read: ['/tmp/st/na"m\neé', "/etc/hostname", "/tmp/st/whole"],
    written: [
      "/tmp/st/out.txt",
      "/tmp/st/kept.txt",
      "/tmp/st/moved.txt",
      "/tmp/st/d",
      "/tmp/st/gone",
    ],
    sockets: ["AF_INET", "/run/some\tone"],
  });
});

Deno.test("an open whose name strace could not read is named by what it led to, or is seen as it stands", () => {
  const folder = "openat(AT_FDCWD</tmp/st>, ";
  const ended = [
    `21641 ${folder}0x7ffc0c0809c0, O_RDONLY) = ?`,
    `21642 ${folder}0x7ffc0c0809c0, O_RDONLY <unfinished ...>`,
    "21643 ???( <unfinished ...>",
    "21642 <... openat resumed>)             = ? <unavailable>",
    "21643 <... ??? resumed>)                = ?",
    `21644 ${folder}0x1, O_RDONLY)           = -1 EFAULT (Bad address)`,
    `21650 ${folder}0x7ffc0c0809c0, O_RDONLY <detached ...>`,
    `21651 ${folder}0x7ffc0c0809c0, O_RDONLY <unfinished ...>`,
  ];
  assertEquals(parseTrace(ended.join("\n")).read, []);
  const named = `21645 ${folder}0x7ffcd5668450, O_RDONLY) = 3</etc/shadow>`;
  assertEquals(parseTrace(named).read, ["/etc/shadow"]);
  const nameless = `21646 ${folder}0x7ffcd5668450, O_RDONLY) = 3`;
  assertEquals(parseTrace(nameless).read, [`a name that strace could not tell: ${nameless}`]);
  const made = `21648 ${folder}0x7ffc0c0809c0, O_WRONLY|O_CREAT, 0666) = ?`;
  assertEquals(parseTrace(made).written, [`a name that strace could not tell: ${made}`]);
  // A name that could be read counts, whether the call came back or not.
  assertEquals(parseTrace(`21649 ${folder}"half", O_RDONLY) = ?`).read, ["/tmp/st/half"]);
});
