/**
 * Alerts on an open page: htmx's event stream brings the band; this says each new one aloud once and marks the tab.
 *
 * The server sends a beat every ten seconds. A stream that is silent for longer is given up and opened anew; while there is
 * none, the page looks at the band itself every few seconds, as do tabs whose place a newer one has taken. Only when
 * that fails too is the connection called lost.
 */
import { headers, notice, signedOut, tell } from "./presence.js";

const SILENT_AFTER = 25000, LOST_AFTER = 8000, LOOK_EVERY = 5000, LOOK_WITHIN = 4000;
const region = document.getElementById("alerts");
const title = document.title;
const ids = () => new Map([...region.querySelectorAll("[data-alert-id]")].map((band) => [`${band.dataset.alertId} ${band.className}`, band]));

if (region) {
  let known = new Set(ids().keys());
  let relieved = new Set([...region.querySelectorAll("[data-relieved-id]")].map((line) => line.dataset.relievedId));
  let connection, isOpen = false, isReplaced = false, isOut = false;
  let heardAt = Date.now(), lookedAt = Date.now(), lookedAtBand = "";

  const mark = () => {
    const isDeaf = ["lost", "signed-out"].includes(region.dataset.connection);
    document.title = `${isDeaf ? "(!) " : ""}${known.size ? `(${known.size}) ` : ""}${title}`;
  };
  const look = () => {
    const now = ids();
    const fresh = [...now].filter(([id]) => !known.has(id)).map(([, band]) => band.querySelector(".alert-words").textContent.replace(/\s+/g, " "));
    if (fresh.length) {
      const voice = document.getElementById("announce-now");
      voice.textContent = `${voice.dataset.alertWords} ${fresh.join(" ")}`;
    }
    known = new Set(now.keys());
    const eased = [...region.querySelectorAll("[data-relieved-id]")];
    const news = eased.filter((line) => !relieved.has(line.dataset.relievedId)).map((line) => line.querySelector("span").firstChild.textContent.trim());
    if (news.length) document.getElementById("announce").textContent = news.join(" ");
    relieved = new Set(eased.map((line) => line.dataset.relievedId));
    mark();
  };
  new MutationObserver(look).observe(region, { childList: true, subtree: true });

  const say = (state) => {
    if (region.dataset.connection === state) return;
    region.dataset.connection = state;
    if (!isOut) notice(state === "lost" ? "lost" : "");
    mark();
  };
  const heard = () => { heardAt = Date.now(); if (!isOut) say("open"); };
  const broken = () => { isOpen = false; };

  /** The band as it is now, without a stream. */
  async function fetchBand() {
    lookedAt = Date.now();
    try {
      const answer = await fetch(region.dataset.look, {
        headers: { Accept: "text/html, text/event-stream", ...headers() }, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(LOOK_WITHIN),
      });
      if (answer.status === 401) return signedOut();
      if (!answer.ok || !answer.headers.has("X-Fragment")) return;
      const band = await answer.text();
      if (isOpen) return; // the stream was quicker
      if (band !== lookedAtBand) { lookedAtBand = region.innerHTML = band; window.htmx.process(region); }
      heard();
    } catch { /* told by silence */ }
  }

  setInterval(() => {
    const now = Date.now();
    if (isOut) return;
    if (isOpen && now - heardAt > SILENT_AFTER) {
      broken();
      connection?.reader?.cancel();
    }
    if (isOpen) return;
    if (now - heardAt > LOST_AFTER + LOOK_EVERY) say("lost");
    if (now - lookedAt < LOOK_EVERY) return;
    fetchBand();
    // htmx opens a stream anew that has once been open; the first opening is ours to try again. It ignores a second one.
    if (!isReplaced) region.dispatchEvent(new Event("reconnect"));
  }, 1000);

  // An answer is sent from within the band and read beside it: what comes instead of one is no reason to look answered.
  const said = document.getElementById("alert-said");
  const failed = () => { said.replaceChildren(Object.assign(document.createElement("p"), { className: "alert-said-words is-problem", textContent: said.dataset.wordsFailed })); };
  const answered = (event) => {
    if (event.detail.ctx?.response?.raw.headers.has("X-Fragment")) return;
    event.preventDefault();
    failed();
    tell(); // whether the sign-in still stands
  };
  region.addEventListener("htmx:error", ({ target }) => target !== region && failed());

  region.addEventListener("htmx:sse:before:connection", (event) => {
    broken();
    connection = event.detail.connection;
    if (isReplaced || isOut) connection.cancelled = true;
  });
  region.addEventListener("htmx:sse:after:connection", () => { isOpen = true; lookedAtBand = ""; heard(); });
  region.addEventListener("htmx:sse:before:message", heard);
  for (const name of ["htmx:sse:error", "htmx:sse:close"]) region.addEventListener(name, broken);
  region.addEventListener("htmx:sse:error", (event) => { if (event.detail.status === 401) tell(); });
  region.addEventListener("hyke:replaced", () => { isReplaced = true; broken(); });
  region.addEventListener("hyke:signed-out", (event) => { event.stopPropagation(); signedOut(); });
  document.addEventListener("hyke:signed-out", () => { isOut = true; broken(); region.dataset.connection = "signed-out"; mark(); });
  document.addEventListener("hyke:signed-in", () => { isOut = false; lookedAt = 0; heardAt = Date.now(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && isReplaced) { isReplaced = false; lookedAt = 0; } });

  region.addEventListener("htmx:before:swap", (event) => {
    const answer = event.detail.ctx?.response?.raw;
    if ((answer?.headers.get("Content-Type") ?? "").includes("text/event-stream")) return;
    if (event.target !== region && event.detail.ctx?.target !== region) return answered(event);
    if (answer?.status === 401) tell();
    event.preventDefault(); // a page that says what is wrong is no band
  });
  look();
}
