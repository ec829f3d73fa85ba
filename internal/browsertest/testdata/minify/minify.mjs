// Writes the page on standard input, as each minifier leaves it, as JSON to standard output: name and page.
import { readFileSync } from "node:fs";
import { minify as htmlMinifier } from "html-minifier-terser";
import minifyHtml from "@minify-html/node";
import swc from "@swc/html";

const page = readFileSync(0, "utf8");
const everything = {
  collapseBooleanAttributes: true, collapseInlineTagWhitespace: true, collapseWhitespace: true, decodeEntities: true, minifyCSS: true,
  minifyJS: true, minifyURLs: true, removeAttributeQuotes: true, removeComments: true, removeEmptyAttributes: true, removeEmptyElements: true,
  removeOptionalTags: true, removeRedundantAttributes: true, removeScriptTypeAttributes: true, removeStyleLinkTypeAttributes: true,
  removeTagWhitespace: true, sortAttributes: true, sortClassName: true, useShortDoctype: true,
};
const pages = {
  "html-minifier-terser, whitespace": await htmlMinifier(page, { collapseWhitespace: true }),
  "html-minifier-terser, whitespace kept to one": await htmlMinifier(page, { collapseWhitespace: true, conservativeCollapse: true, preserveLineBreaks: true }),
  "html-minifier-terser, html-webpack-plugin": await htmlMinifier(page, {
    collapseWhitespace: true, keepClosingSlash: true, removeComments: true, removeRedundantAttributes: true,
    removeScriptTypeAttributes: true, removeStyleLinkTypeAttributes: true, useShortDoctype: true,
  }),
  "html-minifier-terser, create-react-app": await htmlMinifier(page, {
    removeComments: true, collapseWhitespace: true, removeRedundantAttributes: true, useShortDoctype: true, removeEmptyAttributes: true,
    removeStyleLinkTypeAttributes: true, keepClosingSlash: true, minifyJS: true, minifyCSS: true, minifyURLs: true,
  }),
  "html-minifier-terser, everything": await htmlMinifier(page, everything),
  "html-minifier-terser, scripts twice": await htmlMinifier(page, { minifyJS: { compress: { passes: 3, unsafe: true }, mangle: { toplevel: true } } }),
  "minify-html": minifyHtml.minify(Buffer.from(page), {}).toString(),
  "minify-html, everything": minifyHtml.minify(Buffer.from(page), {
    minify_js: true, minify_css: true, minify_doctype: true, allow_noncompliant_unquoted_attribute_values: true, allow_optimal_entities: true,
    allow_removing_spaces_between_attributes: true, remove_bangs: true, remove_processing_instructions: true,
  }).toString(),
  "swc": (await swc.minify(Buffer.from(page), { collapseWhitespaces: "all", minifyJs: true, minifyCss: true, removeRedundantAttributes: "all", sortAttributes: true, tagOmission: true })).code,
};
process.stdout.write(JSON.stringify(pages));
