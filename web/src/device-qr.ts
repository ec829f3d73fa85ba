/*! QR codes by lean-qr, Copyright (c) 2021-2025 David Evans, MIT licence: see LICENSES.txt */

import { correction, generate } from "lean-qr/nano";

/**
 * Modules of white around the picture, without which cameras do not find it (ISO/IEC 18004 §6.3.8).
 */
const quiet = 4;

/**
 * Draws a text as a QR code with error correction level M. It is dark on white, whatever the
 * colours of the page. It is built by the DOM, without markup.
 */
export function qr(text: string, label = "QR code"): SVGSVGElement {
  const code = generate(text, { minCorrectionLevel: correction.M });
  const side = code.size + 2 * quiet;
  const picture = svg("svg", {
    viewBox: `0 0 ${side} ${side}`,
    role: "img",
    "aria-label": label,
    "shape-rendering": "crispEdges",
  });
  picture.append(
    svg("path", { fill: "#fff", d: `M0 0h${side}v${side}H0z` }),
    svg("path", { fill: "#000", d: dark(code) }),
  );
  return picture;
}

/** The dark modules as a path: one rectangle for each run in a row. */
function dark({ size, get }: { size: number; get(x: number, y: number): boolean }): string {
  let path = "";
  for (let y = 0; y < size; y++) {
    for (let x = 0, end = 0; x < size; x = end + 1) {
      for (end = x; get(end, y); ) end++;
      if (end > x) path += `M${x + quiet} ${y + quiet}h${end - x}v1h${x - end}z`;
    }
  }
  return path;
}

function svg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Record<string, string>,
): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
