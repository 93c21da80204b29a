/**
 * Texts that the server does not have yet, kept on this device until it has them, at most for three days.
 *
 * They are a client's, and the computer may be shared: each is sealed with a key that comes with the pages of the person
 * who typed it, so nobody else who signs in here, and nobody who looks into the browser's storage, can read it. Without
 * that key, or where the browser has no cryptography (http on a name other than localhost), nothing is kept at all.
 */
const PREFIX = "hyke.draft:", LIFE = 3 * 24 * 3600 * 1000;
const HIDDEN = new Set(["csrf_token", "idempotency_key", "typed_by", "theirs_version"]);
const [owner, secret] = (document.body.dataset.drafts ?? "").split(":");
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const text = (array) => btoa(Array.from(new Uint8Array(array), (byte) => String.fromCharCode(byte)).join(""));
const store = (() => { try { return localStorage; } catch { return null; } })(); // a browser may forbid it
const key = store && secret && globalThis.crypto?.subtle
  ? crypto.subtle.importKey("raw", bytes(secret), "AES-GCM", false, ["encrypt", "decrypt"]) : null;
const turns = new Map(); // place → the latest thing asked of it: a seal that took long must not undo what came after

const placeOf = (path) => `${PREFIX}${owner}:${path}`;
const pathOf = (form) => new URL(form.action).pathname;
const turn = (place) => turns.set(place, (turns.get(place) ?? 0) + 1).get(place);
const all = () => Object.keys(store ?? {}).filter((name) => name.startsWith(PREFIX));

/** The fields of a form as a draft has them. */
const fieldsOf = (form) => [...new FormData(form)].filter(([name, value]) => !HIDDEN.has(name) && typeof value === "string");

/** Keeps what the form says now. */
export async function keep(form) {
  if (!key) return;
  const place = placeOf(pathOf(form)), mine = turn(place), iv = crypto.getRandomValues(new Uint8Array(12));
  const said = new TextEncoder().encode(JSON.stringify(fieldsOf(form)));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, said);
  if (turns.get(place) !== mine) return;
  try {
    store.setItem(place, JSON.stringify({ at: Date.now(), iv: text(iv), sealed: text(sealed) }));
  } catch { /* no room left: the text is still on the page */ }
}

/** Lets go of what was kept of the form, or of the form that is posted to this path. */
export function drop(formOrPath) {
  if (!key) return;
  const place = placeOf(typeof formOrPath === "string" ? formOrPath : pathOf(formOrPath));
  turn(place);
  store.removeItem(place);
}

/** The fields that were kept of the form; none where there are none, or none that this person's key opens. */
export async function kept(form) {
  const place = key && placeOf(pathOf(form)), found = place && store.getItem(place);
  if (!found) return null;
  try {
    const { iv, sealed } = JSON.parse(found);
    const said = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(iv) }, await key, bytes(sealed));
    return JSON.parse(new TextDecoder().decode(said));
  } catch {
    store.removeItem(place);
    return null;
  }
}

/** Lets go of all that this person has here: they sign out. */
export function dropMine() {
  for (const place of all()) if (place.startsWith(placeOf(""))) { turn(place); store.removeItem(place); }
}

/** Lets go of what is too old, whosever it is. */
function sweep() {
  const isOld = (place) => { try { return !(JSON.parse(store.getItem(place)).at > Date.now() - LIFE); } catch { return true; } };
  for (const place of all()) if (isOld(place)) store.removeItem(place);
}

sweep();
for (const done of document.querySelectorAll("[data-draft-done]")) drop(done.dataset.draftDone);
document.addEventListener("submit", ({ target }) => { if (target.matches("[data-sign-out]")) dropMine(); });
