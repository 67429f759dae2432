/** The growth curves as one small SVG, both axes logarithmic: a line at 45 degrees is linear growth. Pure. */
import type { Growth } from "./growth.ts";

const WIDTH = 640;
const HEIGHT = 400;
const LEFT = 60;
const RIGHT = 190;
const TOP = 20;
const BOTTOM = 40;
const COLOURS = ["#4e79a7", "#f28e2b", "#e15759", "#76b7b2", "#59a14f", "#9c755f", "#b07aa1"];

/** The times of `growth`; sizes are left to the table. */
export function drawGrowth({ files, curves }: Growth): string {
  const times = curves.filter(({ unit }) => unit === "ms");
  const all = times.flatMap(({ values }) => values);
  const [low, high] = [Math.floor(Math.log10(Math.min(...all))), Math.ceil(Math.log10(Math.max(...all)))];
  const [first, last] = [Math.log10(files[0] ?? 1), Math.log10(files.at(-1) ?? 10)];
  const x = (count: number): number =>
    LEFT + (Math.log10(count) - first) / (last - first) * (WIDTH - LEFT - RIGHT);
  const y = (ms: number): number =>
    HEIGHT - BOTTOM - (Math.log10(ms) - low) / (high - low) * (HEIGHT - TOP - BOTTOM);
  const text = (atX: number, atY: number, anchor: string, said: string, colour = "#555"): string =>
    `<text x="${atX.toFixed(0)}" y="${
      atY.toFixed(0)
    }" text-anchor="${anchor}" fill="${colour}">${said}</text>`;
  const grid: string[] = [];
  for (let power = low; power <= high; power++) {
    const at = y(10 ** power);
    grid.push(`<path d="M${LEFT} ${at.toFixed(1)}H${WIDTH - RIGHT}" stroke="#ddd"/>`);
    grid.push(text(LEFT - 6, at + 4, "end", `${10 ** power} ms`));
  }
  for (const count of files) grid.push(text(x(count), HEIGHT - BOTTOM + 18, "middle", `${count}`));
  const labels = placed(times.map(({ values }) => y(values.at(-1) ?? 1)));
  const lines = times.map(({ name, values }, index) => {
    const colour = COLOURS[index % COLOURS.length] ?? "#000";
    const points = values.map((value, at) => `${x(files[at] ?? 1).toFixed(1)},${y(value).toFixed(1)}`).join(
      " ",
    );
    return `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2"/>` +
      text(WIDTH - RIGHT + 8, (labels[index] ?? 0) + 4, "start", name, colour);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${grid.join("\n")}
${text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, "middle", "files in the tree")}
${lines.join("\n")}
</svg>
`;
}

/** Heights of the labels, in the order given, moved apart until no two overlap. */
function placed(heights: readonly number[]): number[] {
  const order = [...heights.keys()].sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0));
  const result: number[] = [...heights];
  let above = -Infinity;
  for (const index of order) {
    above = Math.max(heights[index] ?? 0, above + 14);
    result[index] = above;
  }
  return result;
}
