// Streamlit redraws a page in place. After a step, a reader should be where the new page begins: at its top, with the
// focus on its new heading. The names of its icons ("keyboard_arrow_right") are not to be read aloud.
const HEADINGS = '[data-testid="stHeading"] :is(h1, h2)';
let seen = null;

function settle() {
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
