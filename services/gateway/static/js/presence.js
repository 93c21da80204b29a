/**
 * Whether somebody is at this page: while they are, the sign-in lives; when it has ended, the page says so at once.
 *
 * Somebody is here while the page can be seen and was touched within four hours: whoever is on call need not touch it.
 * What a page asks for by itself while nobody is here says so (X-Unattended) and keeps no sign-in alive.
 * Others hear on the document: hyke:signed-out (whoever prevents it says it in words of their own) and hyke:signed-in.
 */
const HERE_FOR = 4 * 3600 * 1000, TELL_EVERY = 4 * 60 * 1000, ASK_AGAIN_EVERY = 10 * 1000;
let touchedAt = Date.now(), toldAt = Date.now(), isSignedOut = false, shown = "";

export const isHere = () => !document.hidden && Date.now() - touchedAt < HERE_FOR;
export const headers = () => (isHere() ? {} : { "X-Unattended": "1" });

const touch = () => { touchedAt = Date.now(); };
for (const kind of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) addEventListener(kind, touch, { capture: true, passive: true });

/** Shows one of the layout's notices by its name, or none; a landmark only while there is something in it. */
export function notice(name) {
  const region = document.querySelector("[data-notices]");
  if (!region || shown === name) return;
  shown = name;
  const words = name && region.querySelector(`template[data-notice="${name}"]`);
  region.querySelector("[role=alert]").replaceChildren(...(words ? [words.content.cloneNode(true)] : []));
  if (words) region.setAttribute("aria-label", region.dataset.label);
  else region.removeAttribute("aria-label");
}

/** The sign-in has ended: unless a page has something better to offer, it says so with the way back in. */
export function signedOut() {
  if (isSignedOut) return;
  isSignedOut = true;
  if (document.dispatchEvent(new CustomEvent("hyke:signed-out", { cancelable: true }))) notice("signed-out");
}

function signedIn() {
  if (!isSignedOut) return;
  isSignedOut = false;
  notice("");
  document.dispatchEvent(new CustomEvent("hyke:signed-in"));
}

/** Tells the server that somebody is here, and hears whether the sign-in still stands. */
export async function tell() {
  toldAt = Date.now();
  try {
    const answer = await fetch("/here", { headers: headers(), redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(8000) });
    if (answer.status === 401) signedOut();
    else if (answer.ok) signedIn();
  } catch { /* no network: what hears nothing says so itself */ }
}

if (document.querySelector("[data-notices]")) {
  setInterval(() => { if (isHere() && Date.now() - toldAt >= (isSignedOut ? ASK_AGAIN_EVERY : TELL_EVERY)) tell(); }, 1000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { touch(); tell(); } });
  document.addEventListener("htmx:config:request", (event) => Object.assign(event.detail.ctx.request.headers, headers()));
}
