/**
 * Whole numbers as a short text and back: base64 VLQ as source maps have it (ECMA-426), the lowest bit being the sign.
 * Half the size of the numbers in decimals, because most of them are small. Pure.
 * Invariant: decode(encode(numbers)) equals numbers for magnitudes below 2^31; other text is refused.
 */

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUE_OF = new Int8Array(128).fill(-1);
for (let value = 0; value < DIGITS.length; value++) VALUE_OF[DIGITS.charCodeAt(value)] = value;

const DIGIT_BITS = 5;
const MORE = 1 << DIGIT_BITS;
/** 2^31 and a sign take 32 bits: seven digits. */
const MOST_DIGITS = 7;
const LARGEST = 2 ** 31 - 1;

/** Throws RangeError for what is no whole number below 2^31. */
export function encodeNumbers(numbers: readonly number[]): string {
  let text = "";
  for (const number of numbers) {
    const magnitude = Math.abs(number);
    if (!(Number.isInteger(number) && magnitude <= LARGEST)) throw new RangeError(`not encodable: ${number}`);
    let rest = magnitude * 2 + (number < 0 ? 1 : 0);
    while (rest >= MORE) {
      text += DIGITS[MORE + rest % MORE] ?? "";
      rest = Math.floor(rest / MORE);
    }
    text += DIGITS[rest] ?? "";
  }
  return text;
}

/** The numbers behind `text`; null when encodeNumbers cannot have made it. */
export function decodeNumbers(text: string): number[] | null {
  const numbers: number[] = [];
  let number = 0;
  let scale = 1;
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = VALUE_OF[text.charCodeAt(at)] ?? -1;
    if (digits === 0 && digit >= 0 && digit < MORE && digit !== 1) { // nearly all of them
      numbers.push((digit & 1) === 1 ? -(digit >> 1) : digit >> 1);
      continue;
    }
    if (digit < 0 || ++digits > MOST_DIGITS) return null;
    number += (digit % MORE) * scale;
    scale *= MORE;
    if (digit >= MORE) continue;
    const magnitude = Math.floor(number / 2);
    // A last digit of nothing, and a nought with a sign, have shorter forms.
    if (magnitude > LARGEST || (digit === 0 && digits > 1) || number === 1) return null;
    numbers.push(number % 2 === 1 ? -magnitude : magnitude);
    [number, scale, digits] = [0, 1, 0];
  }
  return digits === 0 ? numbers : null;
}
