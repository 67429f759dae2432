/** The cases of resolve_python_test.ts; tests/lsp/oracle_test.ts asks the real pyright the same questions. */

export interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
}

export const CASES: readonly Case[] = [
  {
    name: "scopes: locals, closures, globals, class bodies, comprehensions",
    files: {
      "a.py": `x = 1
def f(a, *args, b=x, **kw): #? x -> 1 x, 7 x
    y = a #? a -> 2 a
    def g():
        nonlocal y #? y -> 3 y
        global x
        x = 2 #? x -> 1 x, 7 x
        return y + b + args #? args -> 2 *args
    return [y for y in kw if y] #? y@2 -> 9 y
class C:
    x = 5
    z = x #? x -> 11 x
    def m(self): return x #? x -> 1 x, 7 x
    w = [x for q in range(x)] #? x@2 -> 11 x
if (n := f(1)): print(n) #? n@2 -> 15 n
lam = lambda u, v=x: u #? u@2 -> 16 u
for i, (j, *k) in []: print(j, k) #? k@2 -> 17 k
with open(f) as fh: fh.read() #? fh@2 -> 18 fh
try: pass
except OSError as e: raise e #? e@2 -> 20 e
def shadow(f): return f #? f@2 -> 21 f
def later(): return defined_after #? defined_after -> 23 defined_after
defined_after = 1
print(__name__) #? __name__ -> a.py:module
match lam:
    case [first, *rest]: print(first, rest) #? rest@2 -> 26 rest
    case C(x=xx) as whole: print(xx, whole) #? whole@2 -> 27 whole
print(len) #? len -> nowhere
`,
    },
  },
  {
    name:
      "of several assignments all are named; a class or module body looks around itself until one is made",
    files: {
      "a.py": `def f(p):
    print(v) #? v -> 4 v, 6 v
    if p:
        v = 1
    else:
        v = 2
    return v #? v -> 4 v, 6 v
print(z) #? z -> nowhere
z = 1
z = 2
k = 0
class C:
    print(k) #? k -> 11 k
    k = 1
    k = 2
    print(k) #? k -> 14 k, 15 k
for q in []:
    print(r) #? r -> 19 r
    r = q
def twice(a): ...
def twice(b): ... #? twice -> 20 twice, 21 twice
def early(): return s #? s -> 23 s
s = 1
`,
    },
  },
  {
    name: "imports: relative, re-exported, aliased, submodules, wildcards, cycles and fallbacks",
    files: {
      "pkg/__init__.py": `from .core import Thing as Thing, helper
from . import sub
from .stars import *
__all__ = ["Thing"]
`,
      "pkg/core.py": `class Thing:
    def go(self): ...
def helper(): ...
from .sub import back #? back -> pkg/sub.py:2 back
`,
      "pkg/sub.py": `from .core import helper #? helper -> pkg/core.py:3 helper
def back(): return helper() #? helper -> pkg/core.py:3 helper
from .. import top #? top -> top.py:module
`,
      "pkg/stars.py": `visible = 1
_hidden = 2
`,
      "pkg/deep/mod.py": `from ..core import Thing #? core -> pkg/core.py:module
from ...top import T #? T -> nowhere
import pkg.core #? core -> pkg/core.py:module
pkg.core.helper() #? helper -> pkg/core.py:3 helper
`,
      "top.py": `try:
    from fast import T
except ImportError:
    T = None
`,
      "main.py": `from pkg import Thing, helper as h, sub, visible, _hidden #? Thing -> pkg/core.py:1 Thing
import pkg.core as c, top #? core -> pkg/core.py:module
Thing().go() #? go -> pkg/core.py:2 go
h() #? h -> pkg/core.py:3 helper
sub.back() #? back -> pkg/sub.py:2 back
visible #? visible -> pkg/stars.py:1 visible
_hidden #? _hidden -> nowhere
c.Thing #? Thing -> pkg/core.py:1 Thing
top.T #? T -> top.py:4 T
import os #? os -> nowhere
os.path #? path -> nowhere
from pkg.missing import x #? x -> nowhere
import local.thing #? thing -> src/local/thing.py:module
from a import b
`,
      "src/local/thing.py": "",
      "a.py": "from b import b\n",
      "b.py": "from a import b\n",
    },
  },
  {
    name: "attributes: self, bases, super, class and instance, properties, typed before untyped",
    files: {
      "base.py": `import abc
class Root(abc.ABC):
    count: int = 0
    def run(self): ...
    def both(self): ...
class Left(Root):
    def both(self): ...
class Right(Root):
    def both(self): ...
    other = 1
`,
      "use.py": `from base import Left, Right
class Part:
    size = 3
class Child(Left, Right):
    def __init__(self, part: Part, n=0):
        self.part = part
        self.count = n #? count -> base.py:3 count
        self.made = Part()
        super().run() #? run -> base.py:4 run
    @property
    def first(self) -> Part: return self.part #? part -> 6 part
    @classmethod
    def build(cls): return cls(Part()) #? cls@2 -> 13 cls
    def both(self):
        super().both() #? both -> base.py:7 both
        return self
    def go(self):
        self.run() #? run -> base.py:4 run
        self.other #? other -> base.py:10 other
        self.part.size #? size -> 3 size
        self.made.size #? size -> 3 size
        self.first.size #? size -> 3 size
        self.both().both().other #? both@2 -> 14 both
        self.nothing #? nothing -> nowhere
Child.build().first #? first -> 11 first
Child(part=Part()) #? part -> 5 part
`,
    },
  },
  {
    name: "what a value is: annotations, containers, loops, with, isinstance, calls",
    files: {
      "a.py": `from __future__ import annotations
from typing import Optional, List, Dict, Union, Type
class Item:
    tag = 1
    def __enter__(self) -> "Item": return self
    def __iter__(self): return iter([Item()])
class Other:
    tag = 2
Alias = Optional[Item]
def find(name) -> Item | None: ...
def untyped(): return Item()
def f(a: Item, b: "Item", c: Optional[Item], d: List[Item], e: Dict[str, Item], g: Alias, h: Type[Item], u):
    a.tag #? tag -> 4 tag
    b.tag #? tag -> 4 tag
    c.tag #? tag -> 4 tag
    d[0].tag #? tag -> 4 tag
    e["x"].tag #? tag -> 4 tag
    g.tag #? tag -> 4 tag
    h().tag #? tag -> 4 tag
    find("x").tag #? tag -> 4 tag
    untyped().tag #? tag -> 4 tag
    for one in d: one.tag #? tag -> 4 tag
    for index, two in enumerate(d): two.tag #? tag -> 4 tag
    for key, val in e.items(): val.tag #? tag -> 4 tag
    with a as entered: entered.tag #? tag -> 4 tag
    [x.tag for x in d] #? tag -> 4 tag
    if isinstance(u, Other): u.tag #? tag -> 8 tag
    assert isinstance(u, (Item, Other))
    u.tag #? tag -> 4 tag, 8 tag
    v = Item()
    v.tag #? tag -> 4 tag
    v = Other()
    v.tag #? tag -> 8 tag
    both: Union[Item, Other] = u
    both.tag #? tag -> 4 tag, 8 tag
    unknown().tag #? tag -> nowhere
`,
    },
  },
  {
    name: "hostile source ends in an answer or in none, never in a hang or a throw",
    files: {
      "loop.py": `class A(A): pass
class B(C): pass
class C(B):
    def m(self): return self.m().m() #? m@2 -> 4 m
def f(): return f()
f().x #? x -> nowhere
x = x #? x@2 -> nowhere
y: "y" = y
y.z #? z -> nowhere
`,
      "broken.py": `def good(): pass
def bad(:
class (
good()
`,
      "deep.py": `${"(".repeat(400)}a${")".repeat(400)}\n${"[".repeat(300)}q${"]".repeat(300)} = 1\n`,
    },
  },
];
