/**
 * What C++ allows in expressions and in lists of parameters, and its grammar does not know: each is given a plainer form
 * of the same length. Used only on text that does not parse (repair.ts), and only kept if it then parses better.
 * Invariant: the result is exactly as long as the input; line ends stay.
 */
import { blank, replaceMatches } from "./attribute_macros.ts";

/** Where the first group can just go. */
const NEEDLESS: readonly RegExp[] = [
  // = typename T::type(…), (typename T::type{}
  /(?:[=({]|\breturn\b)\s{0,60}(typename)\s/dg,
  // x.template get<T>()
  /(?:\.|->|::)\s{0,10}(template)\s/dg,
  // int (T::*f)(), T U::*
  /(?<![\w:>])((?:[A-Za-z_]\w{0,100}::\s{0,4}){1,6})(?=\*)/dg,
  // x->*f
  /(?:->|[\w)\]]\.)(\*)(?=\s?[A-Za-z_])/dg,
  // f(T* = nullptr), f(T x = {})
  /([*&]{1,3}\s{0,10}=\s{0,10}(?:nullptr|NULL|0))(?=\s{0,10}[,)>])/dg,
  /(=\s{0,10}\{[^{};()]{0,200}\})(?=\s{0,60}[,)])/dg,
  // decltype(f(x), void())
  /(,\s{0,60}void\s?\(\s?\))(?=\s{0,60}\))/dg,
  // enum : int {
  /\benum(\s{0,20}:\s{0,20}[\w:]{1,100}(?:\s\w{1,20}){0,2}\s{0,20})(?=\{)/dg,
  // [[gnu::target("avx")]]
  /(\[\[[^\[\]"]{0,200}"[^\[\]]{0,200}\]\])/dg,
  // template class X<int>;
  /^[ \t]*((?:extern\s{1,20})?template\s{1,20}(?:class|struct)\s[^;{}()]{0,500};)/dgm,
  // extern template int f<int>(int);
  /\b(extern)\s{1,20}template\b/dg,
];

/** Where it can be any name. */
const NAMES: readonly RegExp[] = [
  // x->operator[](0), &operator*(), return operator*(), x.~T<>()
  /(?:\.|->|(?:[(,=]|\breturn)\s{0,10}&|[{;]|\breturn\b)\s{0,60}(operator\s{0,3}(?:\(\s?\)|\[\s?\]|[-+*\/%^&|~!=<>]{1,3}))(?=\s{0,3}\()/dg,
  /(?:\.|->)\s{0,10}(~[A-Za-z_]\w{0,100}<[^<>;{}]{0,100}>)(?=\s{0,3}\()/dg,
];

/** `text` with such expressions in plainer forms. */
export function plainExpressions(text: string): string {
  let out = text;
  for (const pattern of NEEDLESS) out = replaceMatches(out, pattern, blank);
  for (const pattern of NAMES) out = replaceMatches(out, pattern, (part) => part.replace(/[^\r\n]/g, "o"));
  return out;
}
