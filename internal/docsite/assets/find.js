// The search: which parts of the pages fit the words, best first. It knows nothing of the page, so
// it is easily tested.

/** The words of a text, in lower case and without accents. */
export function words(text) {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .match(/[\p{L}\p{N}_]+/gu) ?? [];
}

/** How well one word fits: a whole word counts more than the beginning of one. */
function fits(word, all) {
  if (all.includes(word)) return 2;
  return all.some((one) => one.startsWith(word)) ? 1 : 0;
}

/** Makes an index of search.json ready: its words are split once. */
export function prepare(entries) {
  return entries.map((entry) => ({ ...entry, page: words(entry.p), head: words(entry.h ?? ""), body: words(entry.t) }));
}

/** The best parts for a query. Every word must be there; where it is says how much it counts. */
export function find(index, query, limit = 12) {
  const wanted = words(query);
  if (wanted.length === 0) return [];
  const found = [];
  for (const entry of index) {
    let score = 0;
    const all = wanted.every((word) => {
      const here = 12 * fits(word, entry.head) + (entry.h ? 4 : 14) * fits(word, entry.page) + fits(word, entry.body);
      score += here;
      return here > 0;
    });
    if (!all) continue;
    if (wanted.join(" ") === entry.head.join(" ") || (!entry.h && wanted.join(" ") === entry.page.join(" "))) score += 50;
    found.push({ entry, score });
  }
  return found.sort((a, b) => b.score - a.score).slice(0, limit).map(({ entry }) => entry);
}

/** A piece of the text around the first of the words. */
export function excerpt({ t }, query, length = 140) {
  const lower = t.toLowerCase();
  const at = words(query).map((word) => lower.indexOf(word)).filter((i) => i >= 0);
  const from = Math.max(0, Math.min(...at, t.length) - 40);
  const piece = t.slice(at.length ? from : 0, (at.length ? from : 0) + length);
  return (at.length && from > 0 ? "…" : "") + piece + (t.length > length ? "…" : "");
}
