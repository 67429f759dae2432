/** `ctx get --mode skeleton` of everything that an id can name. */
import { assertEquals } from "@std/assert";
import { Fixture } from "../harness.ts";

const SHOP = `"""A shop."""
RATE = 0.19


class Shop:
    """Sells things.

    For money.
    """

    name: str = "shop"

    def __init__(self, name: str = "x") -> None:
        self.name = name

    @property
    def title(self):
        return self.name.title()

    class Shelf:
        def put(self, what):
            return what


def open_shop(
    name: str,
    *,
    rate=RATE,
) -> Shop:
    """Opens one."""
    shop = Shop(name)
    return shop
`;

const SHELF = "class Shelf:\n    def put(self, what): ...\n";
const CLASS = `class Shop:
    """Sells things."""
    name: str = "shop"
    def __init__(self, name: str = "x") -> None: ...
    @property
    def title(self): ...
${SHELF.replace(/^/gm, "    ").trimEnd()}
`;
const FUNCTION = 'def open_shop(name: str, *, rate=RATE) -> Shop:\n    """Opens one."""\n';

Deno.test("the skeleton of a file, a class, a member, a function, lines, headings, and of what has none", async () => {
  using fixture = new Fixture({
    "src/shop.py": SHOP,
    "README.md": "# Title\n\nIntro.\n\n## Install\n\nRun it.\n",
    "notes.txt": "one\ntwo\nthree\nfour\nfive\nsix\n",
  });
  const expected: readonly (readonly [id: string, text: string])[] = [
    ["src/shop.py", `"""A shop."""\nRATE = 0.19\n${CLASS}${FUNCTION}`],
    ["src/shop.py#Shop", CLASS],
    ["src/shop.py#Shop.Shelf", SHELF],
    ["src/shop.py#open_shop", FUNCTION],
    ["src/shop.py:13-14", '    def __init__(self, name: str = "x") -> None:\n        self.name = name\n'],
    ["README.md", "# Title\n## Install\n"],
    ["README.md#Title/Install", "## Install\n"],
    ["notes.txt", "one\ntwo\nthree\nfour\nfive\n"],
  ];
  for (const [id, text] of expected) {
    const { chunks, stop_reason } = await fixture.json(["get", id, "--mode", "skeleton"]);
    assertEquals([chunks[0].mode, stop_reason], ["skeleton", "complete"], id);
    assertEquals(chunks[0].text.trimEnd(), text.trimEnd(), id);
  }
});
