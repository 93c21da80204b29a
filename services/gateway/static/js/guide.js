/**
 * What pages do while someone writes: notes that save themselves, a guard over unsaved changes, the quiet clock.
 *
 * Nothing written is kept on the device: it stays on the page until the server has it. All listeners are on the
 * document, so swapped-in content needs no waking.
 */
const SAVE_AFTER = 800, RETRY_FROM = 2000, RETRY_AT_MOST = 30000;
const pending = new Map(); // form → { timer, version, saved, delay, isSaving }
let isLeaving = false; // someone wants this page off the screen at once: nothing may ask back
const changed = new Set(); // guarded forms with changes that are not sent

const show = (form, state) => {
  for (const place of document.querySelectorAll(`[data-save-for="${form.id}"]`)) {
    if (place.dataset.saveState === state) continue;
    place.dataset.saveState = state;
    place.querySelector("[data-save-words]").textContent =
      { saved: place.dataset.wordsSaved, saving: place.dataset.wordsSaving, unsaved: place.dataset.wordsUnsaved }[state];
  }
};

const recordOf = (form) => {
  if (!pending.has(form)) pending.set(form, { timer: 0, version: 0, saved: 0, delay: RETRY_FROM, isSaving: false });
  return pending.get(form);
};

const later = (form, delay) => {
  const record = recordOf(form);
  clearTimeout(record.timer);
  record.timer = setTimeout(() => save(form), delay);
};

/** Sends the form as it now is; tries again later when the network or the server fails, not when it refuses. */
async function save(form) {
  const record = recordOf(form);
  if (record.isSaving || record.saved === record.version) return;
  const version = record.version;
  record.isSaving = true;
  clearTimeout(record.timer);
  show(form, "saving");
  let isRefused = false;
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-Autosave": "1", Accept: "application/json" },
      credentials: "same-origin", redirect: "manual", keepalive: isSmall(form),
    });
    if (answer.ok) Object.assign(record, { saved: version, delay: RETRY_FROM });
    else isRefused = answer.status >= 400 && answer.status < 500 && ![408, 425, 429].includes(answer.status);
    const words = isRefused ? (await answer.json().catch(() => ({}))).detail : "";
    if (answer.headers.has("X-Version") && form.elements.base_version) form.elements.base_version.value = answer.headers.get("X-Version");
    explain(form, words);
    if (answer.status === 409) offerToCompare(form);
  } catch { /* no network: tried again below */ }
  record.isSaving = false;
  if (record.saved === record.version) return show(form, "saved");
  show(form, "unsaved");
  if (record.saved === version) return later(form, SAVE_AFTER);
  if (isRefused) return;
  later(form, record.delay);
  record.delay = Math.min(record.delay * 2, RETRY_AT_MOST);
}

/** Browsers refuse to keep a larger request alive past the page. */
const isSmall = (form) => new URLSearchParams(new FormData(form)).toString().length < 60000;

/** Someone else saved meanwhile: the form's own button sends it, and the page comes back with both texts. */
const offerToCompare = (form) => {
  const button = form.querySelector("[data-words-compare]");
  if (!button) return;
  form.classList.add("is-conflict");
  button.textContent = button.dataset.wordsCompare;
};

/** Says why the server refused, above what was written; nothing when it did not. */
const explain = (form, words) => {
  const place = form.querySelector("[data-save-problem]");
  if (!place) return;
  place.textContent = words ?? "";
  place.hidden = !words;
};

document.addEventListener("input", ({ target }) => {
  const form = target.closest?.("form");
  if (form?.matches("[data-autosave]")) {
    recordOf(form).version += 1;
    show(form, "unsaved");
    later(form, SAVE_AFTER);
  } else if (form?.matches("[data-guard]")) changed.add(form);
});
document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-autosave]")) {
    const record = recordOf(target);
    clearTimeout(record.timer);
    record.saved = record.version;
  }
  changed.delete(target);
});

/** The forms on the page with text that the server does not have yet. */
const unsavedForms = () => [...pending].filter(([form, record]) => form.isConnected && record.saved !== record.version).map(([form]) => form);

/** Saves what is not saved, for a moment at most, and then does what was asked. */
async function settleThen(act) {
  const until = Date.now() + 2000;
  for (const form of unsavedForms()) await save(form);
  while (unsavedForms().some((form) => recordOf(form).isSaving) && Date.now() < until) await new Promise((done) => setTimeout(done, 50));
  act();
}
let isSettled = false;
document.addEventListener("submit", (event) => {
  if (isSettled || event.target.matches("[data-autosave]") || !unsavedForms().length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  settleThen(() => { isSettled = true; event.target.requestSubmit(event.submitter); isSettled = false; });
}, true);
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || link.target || event.button || event.ctrlKey || event.metaKey || event.shiftKey || link.hash || !unsavedForms().length || isLeaving) return;
  event.preventDefault();
  settleThen(() => { location.href = link.href; });
});

// A page that says what is wrong is no piece of another page: only what is marked as one takes its place.
document.addEventListener("htmx:before:swap", (event) => {
  const target = event.detail.ctx?.target ?? event.target;
  if (!target.closest?.("[data-fragment]")) return;
  if (!event.detail.ctx?.response?.raw?.headers.has("X-Fragment")) event.preventDefault();
});
addEventListener("beforeunload", (event) => {
  if (isLeaving) return;
  const isUnsaved = [...pending].some(([form, record]) => form.isConnected && record.saved !== record.version)
    || [...changed].some((form) => form.isConnected);
  if (isUnsaved) event.preventDefault();
});
addEventListener("online", () => pending.forEach((_, form) => save(form)));
document.addEventListener("visibilitychange", () => {
  if (document.hidden) pending.forEach((_, form) => save(form));
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
  const leave = event.target.closest?.("[data-leave]");
  if (leave) away(event, leave.href);
}, true);

/** Blanks the page and goes to an ordinary one, which takes its place in the history; what was written is sent first. */
function away(event, elsewhere) {
  event.preventDefault();
  isLeaving = true;
  document.body.hidden = true;
  pending.forEach((_, form) => save(form));
  location.replace(elsewhere);
}

const narrow = matchMedia("(max-width: 61.99rem)");
narrow.addEventListener("change", () => fold(narrow.matches));
fold(narrow.matches);
document.documentElement.classList.add("has-js");
document.querySelector("[data-focus-on-load]")?.focus();
tick();
setInterval(tick, 5000);
