// Streamlit redraws a page in place. After a step, a reader should be where the new page begins: at its top, with the
// focus on its new heading. The names of its icons ("keyboard_arrow_right") are not to be read aloud. English in a page
// of another language says that it is English.
const HEADINGS = '[data-testid="stHeading"] :is(h1, h2)';
let seen = null;

// English that stands in for a translation comes between two invisible marks: content/translation.py.
function mark() {
  if (document.documentElement.lang === "en") return;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (const old of document.querySelectorAll("[data-english]"))
    if (!old.textContent.includes("\u2063")) for (const name of ["lang", "dir", "data-english"]) old.removeAttribute(name);
  while (texts.nextNode()) {
    const holder = texts.currentNode.parentElement;
    if (!texts.currentNode.data.startsWith("\u2063") || holder.dataset.english) continue;
    holder.lang = "en";
    holder.dir = "ltr";
    holder.dataset.english = "true";
  }
}

function settle() {
  mark();
  for (const icon of document.querySelectorAll('[data-testid="stIconMaterial"]:not([aria-hidden])'))
    icon.setAttribute("aria-hidden", "true");
  if (!document.querySelector('.stApp[data-test-script-state="notRunning"]')) return;
  const headings = [...document.querySelectorAll(HEADINGS)];
  const now = headings.map((heading) => heading.textContent);
  const [before, title, rest] = [seen, now[0], now.join("\n")];
  if (!title || before?.rest === rest) return;
  seen = { title, rest };
  const lost = document.activeElement === document.body;
  if (!before || (before.title === title && !lost)) return; // first drawn, or a chart renamed by its own control
  const heading = before.title === title ? (headings[1] ?? headings[0]) : headings[0];
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
}

new MutationObserver(settle).observe(document, {
  childList: true,
  subtree: true,
  characterData: true,
  attributes: true,
  attributeFilter: ["data-test-script-state"],
});
