/**
 * What pages do while a conversation goes on: the quiet clock, steps that fold on a phone, pieces that renew themselves,
 * and the quick way off the screen. What is written is autosave.js's.
 */
import { leave } from "./autosave.js";

// A page that says what is wrong is no piece of another page: only what is marked as one takes its place.
document.addEventListener("htmx:before:swap", (event) => {
  const target = event.detail.ctx?.target ?? event.target;
  if (!target.closest?.("[data-fragment]")) return;
  if (!event.detail.ctx?.response?.raw?.headers.has("X-Fragment")) event.preventDefault();
});

/** Whole minutes since the start, in figures that change once a minute and never blink. */
function tick() {
  for (const place of document.querySelectorAll("[data-clock]")) {
    const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(place.dataset.startedAt)) / 60000));
    const over = minutes - Number(place.dataset.minutes);
    const now = String(minutes);
    const figure = place.querySelector("[data-clock-now]");
    if (figure.textContent !== now) figure.textContent = now;
    place.querySelector("progress").value = minutes;
    if (over > 0) place.querySelector("[data-clock-over]").textContent = place.dataset.wordsOver.replace("§m", over);
  }
}

/** On a phone the list of steps is folded to its bar; wherever there is room it stays open. */
function fold(isNarrow) {
  for (const steps of document.querySelectorAll("[data-fold-on-phone]")) steps.open = !isNarrow;
}

document.addEventListener("click", ({ target }) => {
  if (target.closest?.("[data-print]")) print();
});
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-leave]");
  if (link) away(event, link.href);
}, true);

/** Blanks the page and goes to an ordinary one, which takes its place in the history; what was written is sent first. */
function away(event, elsewhere) {
  event.preventDefault();
  document.body.hidden = true;
  leave();
  location.replace(elsewhere);
}

const narrow = matchMedia("(max-width: 61.99rem)");
narrow.addEventListener("change", () => fold(narrow.matches));
fold(narrow.matches);
document.documentElement.classList.add("has-js");
document.querySelector("[data-focus-on-load]")?.focus();
tick();
setInterval(tick, 5000);
