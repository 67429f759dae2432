"""Prints the definitions that Pygments' lexers show in files: one JSON object a line, {path, line, name}.

    python pygments_oracle.py LANGUAGE < list of paths

A lexer of Pygments knows keywords, names, strings and comments, and nothing of this project or of tree-sitter. A
definition is the name after one of KEYWORDS; what has no name of its own (`init`) stands for itself.
"""

import json
import sys

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Operator, Punctuation, String, Text

KEYWORDS = {
    "swift": {"class", "struct", "enum", "protocol", "actor", "func", "typealias", "associatedtype"},
    "scala": {"class", "trait", "object", "def", "type"},
}
ALONE = {"swift": {"init", "deinit", "subscript"}, "scala": set()}


def definitions(language, text):
    keyword = ""
    line, at = 1, 0
    before = ""
    for offset, token, value in get_lexer_by_name(language).get_tokens_unprocessed(text):
        if token in Comment or (token in Text and value.strip() == ""):
            continue
        if keyword and token not in String:
            follows = text[offset:offset + 60]
            line += text.count("\n", at, offset)
            at = offset
            if token in Name and value.strip() != "" and value not in KEYWORDS[language]:
                yield line, value.strip("`")
            elif keyword in ("func", "def") and (token in Operator or token in Punctuation):
                name = follows.split("(")[0].split("[")[0].split("<")[0] if keyword == "func" else follows.split("(")[0].split("[")[0]
                name = name.split(":")[0].strip() if keyword == "def" else name.strip()
                if name:
                    yield line, name.strip("`")
        keyword = ""
        # `class func f`: the lexer takes the second keyword for a name.
        if (token in Keyword or value in KEYWORDS[language]) and before != ".":
            if value in KEYWORDS[language]:
                keyword = value
            elif value in ALONE[language]:
                line += text.count("\n", at, offset)
                at = offset
                yield line, value
        before = value


for path in sys.stdin.read().split("\n"):
    if path:
        with open(path, encoding="utf-8", errors="replace", newline="") as file:
            for line, name in definitions(sys.argv[1], file.read()):
                print(json.dumps({"path": path, "line": line, "name": name}))
