"""What CPython's own parser says of Python files and of their skeletons; the other half of definitions_oracle.ts.

Reads one JSON object a line from stdin, {"path": a file, "skeleton": its skeleton}, and prints one a line:
{"path", "error": why CPython does not parse the file or null, "definitions": [[qualname, is_class, line of the
name, last line], ...], "skeleton_faults": [what the skeleton lacks or changes, ...]}.
"""
import ast
import json
import sys
import tokenize
import warnings

warnings.simplefilter("ignore")
sys.setrecursionlimit(20000)

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def walk(node, prefix, in_function):
    """Every definition below node, as (qualname, node, whether it stands inside a function body)."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, DEFINITIONS):
            name = f"{prefix}{child.name}"
            yield name, child, in_function
            deeper = in_function or not isinstance(child, ast.ClassDef)
            yield from walk(child, f"{name}.", deeper)
        else:
            yield from walk(child, prefix, in_function)


def interface(node):
    """What a skeleton must keep of a definition, as comparable text."""
    parts = [type(node).__name__, [ast.dump(one) for one in node.decorator_list]]
    parts.append([ast.dump(one) for one in getattr(node, "type_params", [])])
    if isinstance(node, ast.ClassDef):
        parts.append([ast.dump(one) for one in node.bases + node.keywords])
        parts.append(sorted(set(sum((field(one) for one in fields(node)), [])), key=str))
    else:
        parts.append(ast.dump(node.args))
        parts.append(ast.dump(node.returns) if node.returns else None)
    doc = (ast.get_docstring(node) or "").strip()
    parts.append(" ".join(doc.split("\n", 1)[0].rstrip("\\ ").split())[:200])
    return parts


def fields(node):
    """The assignments of a class, wherever in its body they stand, but not inside its methods."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Assign, ast.AnnAssign)):
            yield child
        elif not isinstance(child, DEFINITIONS + (ast.Lambda,)):
            yield from fields(child)


def field(node):
    """The names that an assignment binds, each with its annotation."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    note = ast.dump(node.annotation) if isinstance(node, ast.AnnAssign) else None
    return [(one.id, note) for target in targets for one in plain_names(target)]


def plain_names(target):
    if isinstance(target, ast.Name):
        yield target
    elif isinstance(target, (ast.Tuple, ast.List)):
        for one in target.elts:
            yield from plain_names(one)
    elif isinstance(target, ast.Starred):
        yield from plain_names(target.value)


def shape(tree):
    out = []
    for name, node, in_function in walk(tree, "", False):
        if not in_function:
            out.append((name, interface(node)))
    return out


def faults(tree, skeleton):
    try:
        bare = ast.parse(skeleton)
    except (SyntaxError, ValueError, RecursionError) as error:
        return [f"does not parse: {error}"]
    wanted, found = shape(tree), shape(bare)
    out = []
    for one, other in zip(wanted, found):
        if one != other:
            out.append(f"differs: {one} <> {other}")
    if len(wanted) != len(found):
        out.append(f"has {len(found)} definitions for {len(wanted)}")
    return out


def main():
    for line in sys.stdin:
        request = json.loads(line)
        answer = {"path": request["path"], "error": None, "definitions": [], "skeleton_faults": []}
        try:
            with tokenize.open(request["path"]) as file:
                tree = ast.parse(file.read())
            answer["definitions"] = [
                [name, isinstance(node, ast.ClassDef), node.lineno, node.end_lineno] for name, node, _ in walk(tree, "", False)
            ]
            if request["skeleton"] is not None:
                answer["skeleton_faults"] = faults(tree, request["skeleton"])
        except (SyntaxError, UnicodeDecodeError, ValueError, RecursionError) as error:
            answer["error"] = f"{type(error).__name__}: {error}"
        print(json.dumps(answer))


main()
