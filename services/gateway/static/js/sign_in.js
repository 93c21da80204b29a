/**
 * A sign-in that ended while the page was open: says so in one place, and lets the person go on without leaving it.
 *
 * Nothing is sent while it lasts. The page goes on by itself once the same person has signed in, here or in another tab;
 * what one person wrote is never sent as another's.
 */
import { headers, tell } from "./presence.js";

const LOOK_EVERY = 5000;
const me = document.body.dataset.person ?? ""; // none on pages that a private link opens: there nobody is mistaken
const bar = document.getElementById("signed-out");
const dialog = document.getElementById("sign-in-again");
let state = "mine"; // or "nobody", "another": who is signed in now
let timer = 0;

/** Whether nothing may be sent now. */
export const isBarred = () => state !== "mine";

const who = async () => (await fetch("/sign-in/state", { headers: { Accept: "application/json", ...headers() } })).json();

/** Looks who is signed in now, and lets the page go on, or not. */
export async function look() {
  clearTimeout(timer);
  const now = await who().catch(() => null);
  if (now) {
    const was = state;
    state = !me || now.person === me ? "mine" : now.person ? "another" : "nobody";
    if (state === "mine") takeUp(now.csrf_token);
    if (bar) show(now.name ?? "");
    if (state !== was) document.dispatchEvent(new Event("hyke:sign-in"));
    if (state !== was && state === "mine") tell();
  }
  if (isBarred()) timer = setTimeout(() => (document.hidden ? null : look()), LOOK_EVERY);
}

/** The forms of the page were made for the sign-in before. */
function takeUp(token) {
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
  document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": token }));
}

function show(name) {
  const words = { mine: "", nobody: bar.dataset.wordsNobody, another: bar.dataset.wordsAnother.replace("§n", name) }[state];
  const place = bar.querySelector("[data-signed-out-words]");
  bar.hidden = !isBarred();
  if (place.textContent !== words) place.textContent = words;
  if (!isBarred() && dialog.open) dialog.close();
}

/** Signs in from within the page; what was wrong is said in the dialog. */
async function enter(event) {
  event.preventDefault();
  const form = event.target, problem = dialog.querySelector("[data-sign-in-problem]");
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    form.elements.csrf_token.value = (await who()).csrf_token;
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-Autosave": "1" } });
    problem.textContent = answer.ok ? "" : (await answer.json()).detail;
    if (answer.ok) { form.elements.password.value = ""; await look(); }
  } catch { problem.textContent = problem.dataset.wordsUnreachable; }
  problem.hidden = !problem.textContent;
  button.disabled = false;
}

if (bar) {
  bar.querySelector("button").addEventListener("click", () => dialog.showModal());
  dialog.querySelector("form").addEventListener("submit", enter);
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  addEventListener("focus", () => { if (isBarred()) look(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && isBarred()) look(); });
  // Where something may be written, the bar says it in place of presence.js's notice.
  document.addEventListener("hyke:signed-out", (event) => {
    if (!document.querySelector("main form:is([data-autosave], [data-guard])")) return;
    event.preventDefault();
    look();
  });
  document.addEventListener("hyke:signed-in", () => { if (isBarred()) look(); });
  // A piece of the page that is told nothing: whoever opened it is signed in no more.
  document.addEventListener("htmx:after:request", (event) => {
    if (event.detail.ctx?.response?.status === 204 && event.target.closest?.("[data-fragment]") && !isBarred()) tell();
  });
}
