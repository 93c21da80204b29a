/**
 * Forms that save themselves, and the guard over what is not saved yet.
 *
 * A form is sent 800 ms after the last keystroke, and again until the server has it. Nothing is sent of a form in which
 * two people wrote until one has chosen (conflict.js), and nothing at all while the sign-in has ended (sign_in.js). All
 * listeners are on the document, so swapped-in content needs no waking.
 */
import { choose, hold, isHeld } from "./conflict.js";
import { drop, keep, kept } from "./drafts.js";
import { isBarred, look } from "./sign_in.js";

const SAVE_AFTER = 800, RETRY_FROM = 2000, RETRY_AT_MOST = 30000;
const pending = new Map(); // form → { timer, version, saved, delay, isSaving }
const changed = new Set(); // guarded forms with changes that are not sent

const recordOf = (form) => {
  if (!pending.has(form)) pending.set(form, { timer: 0, version: 0, saved: 0, delay: RETRY_FROM, isSaving: false });
  return pending.get(form);
};

/** Says in the form's one place how it stands. */
function show(form) {
  const record = recordOf(form);
  const state = isHeld(form) ? "conflict" : record.isSaving ? "saving" : record.saved === record.version ? "saved" : isBarred() ? "signed-out" : "unsaved";
  for (const place of document.querySelectorAll(`[data-save-for="${form.id}"]`)) {
    if (place.dataset.saveState === state) continue;
    place.dataset.saveState = state;
    place.querySelector("[data-save-words]").textContent = JSON.parse(place.dataset.words)[state];
  }
}

function later(form, delay) {
  const record = recordOf(form);
  clearTimeout(record.timer);
  record.timer = setTimeout(() => save(form), delay);
}

/** Sends the form as it now is; tries again later when the network or the server fails, not when it refuses. */
export async function save(form) {
  const record = recordOf(form);
  if (record.isSaving || record.saved === record.version || isHeld(form) || isBarred()) return show(form);
  const version = record.version;
  record.isSaving = true;
  clearTimeout(record.timer);
  show(form);
  let mayTryAgain = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-Autosave": "1", Accept: "application/json" },
      credentials: "same-origin", redirect: "manual", keepalive: isSmall(form),
    });
    if (answer.ok) Object.assign(record, { saved: version, delay: RETRY_FROM });
    mayTryAgain = await heed(form, answer);
  } catch { /* no network: tried again below */ }
  record.isSaving = false;
  if (record.saved === record.version) drop(form);
  show(form);
  if (record.saved === record.version || !mayTryAgain || isHeld(form)) return;
  if (record.saved === version) return later(form, SAVE_AFTER);
  later(form, record.delay);
  record.delay = Math.min(record.delay * 2, RETRY_AT_MOST);
}

/** Takes in the server's answer; whether the same may be tried again by itself. */
async function heed(form, answer) {
  if (answer.headers.has("X-Version") && form.elements.base_version) form.elements.base_version.value = answer.headers.get("X-Version");
  if (answer.status === 409 && answer.headers.has("X-Fragment")) {
    hold(form, await answer.text());
    return false;
  }
  const isRefused = answer.status >= 400 && answer.status < 500 && ![408, 425, 429].includes(answer.status);
  const problem = isRefused ? await answer.json().catch(() => ({})) : {};
  const isSignInOver = answer.status === 401 || ["csrf_failed", "typed_by_another"].includes(problem.code);
  explain(form, isSignInOver ? "" : problem.detail);
  if (isSignInOver) await look();
  return isSignInOver || !isRefused;
}

/** Browsers refuse to keep a larger request alive past the page. */
const isSmall = (form) => new URLSearchParams(new FormData(form)).toString().length < 60000;

/** Says why the server refused, above what was written; nothing when it did not. */
function explain(form, words) {
  const place = form.querySelector("[data-save-problem]");
  if (!place) return;
  place.textContent = words ?? "";
  place.hidden = !words;
}

function touched(form) {
  recordOf(form).version += 1;
  show(form);
  if (!isHeld(form)) later(form, SAVE_AFTER);
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest?.("form");
  if (form?.matches("[data-autosave], [data-draft]")) keep(form);
  if (form?.matches("[data-autosave]")) touched(form);
  else if (form?.matches("[data-guard]")) changed.add(form);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-autosave]") && isHeld(form)) {
    event.preventDefault();
    if (event.submitter?.name !== "resolve") return;
    choose(form, event.submitter.value);
    keep(form);
    touched(form);
    save(form);
  } else if (form.matches("[data-autosave]")) {
    const record = recordOf(form);
    clearTimeout(record.timer);
    record.saved = record.version;
  }
  changed.delete(form);
});
document.addEventListener("hyke:sign-in", () => pending.forEach((_, form) => save(form)));

/** The forms on the page with text that the server does not have yet. */
const unsaved = () => [...pending].filter(([form, record]) => form.isConnected && record.saved !== record.version).map(([form]) => form);
const sendable = () => (isBarred() ? [] : unsaved().filter((form) => !isHeld(form)));

/** Sends now what can be sent. */
export const saveAll = () => sendable().forEach((form) => save(form));

/** Saves what can be saved, for a moment at most, and then does what was asked. */
async function settleThen(act) {
  const until = Date.now() + 2000;
  for (const form of sendable()) await save(form);
  while (sendable().some((form) => recordOf(form).isSaving) && Date.now() < until) await new Promise((done) => setTimeout(done, 50));
  act();
}
let isSettled = false;
document.addEventListener("submit", (event) => {
  if (isSettled || event.target.matches("[data-autosave], [data-stays]") || !sendable().length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  settleThen(() => { isSettled = true; event.target.requestSubmit(event.submitter); isSettled = false; });
}, true);
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || link.target || event.button || event.ctrlKey || event.metaKey || event.shiftKey || link.hash || link.matches("[data-leave]") || !sendable().length) return;
  event.preventDefault();
  settleThen(() => { location.href = link.href; });
});

let isLeaving = false; // someone wants this page off the screen at once: nothing may ask back
export const leave = () => { isLeaving = true; saveAll(); };
addEventListener("beforeunload", (event) => {
  if (!isLeaving && (unsaved().length || [...changed].some((form) => form.isConnected))) event.preventDefault();
});
addEventListener("online", saveAll);
document.addEventListener("visibilitychange", () => { if (document.hidden) saveAll(); });

/** What was kept on this device stands in the form again; the server says whether somebody wrote there meanwhile. */
async function bringBack(form) {
  const fields = await kept(form);
  if (!fields || isHeld(form) || recordOf(form).version) return;
  const isNew = ([name, value]) => name !== "base_version" && form.elements[name]?.value !== value;
  const isSaved = form.matches("[data-autosave]");
  if (!fields.some(isNew)) return isSaved && drop(form);
  for (const [name, value] of fields) if (form.elements[name]) form.elements[name].value = value;
  const said = form.querySelector("[data-draft-back]");
  if (said) said.hidden = false;
  if (isSaved) { touched(form); save(form); } else changed.add(form);
}
for (const form of document.querySelectorAll("form[data-autosave], form[data-draft]")) {
  if (isHeld(form)) { keep(form); touched(form); } else bringBack(form);
}
