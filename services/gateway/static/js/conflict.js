/**
 * Two people wrote in one place: both texts stay on the page, and nothing of the form is sent until somebody chooses.
 *
 * The server's answer has what the other one wrote, field by field; `templates/parts/conflict.html` makes it.
 */
export const isHeld = (form) => form.classList.contains("is-conflict");

const fieldsOf = (form) => [...form.querySelectorAll("[data-theirs]")].map((theirs) => [form.elements[theirs.dataset.theirs], theirs]);

/** Shows what the other one wrote beside what stands in the form. */
export function hold(form, html) {
  const answer = document.createElement("template");
  answer.innerHTML = html;
  form.classList.add("is-conflict");
  for (const place of form.querySelectorAll("[data-conflict-place]")) {
    const piece = answer.content.querySelector(`[data-conflict-piece="${place.dataset.conflictPlace}"]`);
    place.replaceChildren(...(piece ? [piece] : []));
  }
}

/** Puts what was chosen into the form, written over what the other one wrote; what stood there can be had back. */
export function choose(form, how) {
  const before = fieldsOf(form).map(([field]) => [field, field.value]);
  for (const [field, theirs] of fieldsOf(form)) {
    if (how === "theirs") field.value = theirs.textContent;
    if (how === "both") field.value = (theirs.dataset.theirsLines === undefined ? textsTogether : linesTogether)(theirs.textContent, field.value);
  }
  form.elements.base_version.value = form.elements.theirs_version.value;
  form.classList.remove("is-conflict");
  for (const place of form.querySelectorAll("[data-conflict-place]")) place.replaceChildren();
  const back = form.querySelector("[data-conflict-back]");
  back.hidden = how !== "theirs";
  back.querySelector("button").onclick = () => {
    for (const [field, value] of before) field.value = value;
    back.hidden = true;
    before[0][0].dispatchEvent(new Event("input", { bubbles: true }));
    before[0][0].focus();
  };
  before[0][0].focus();
}

/** Theirs, then mine after it; lines that both begin with stand there once. The server does it so too. */
function textsTogether(theirs, mine) {
  const [those, these] = [theirs.split("\n"), mine.split("\n")];
  let shared = 0;
  while (shared < these.length && these[shared] === those[shared]) shared += 1;
  const rest = these.slice(shared).join("\n").replace(/^\n+|\n+$/g, "");
  const kept = theirs.replace(/\n+$/, "");
  return kept.trim() && rest.trim() ? `${kept}\n\n${rest}` : kept.trim() ? kept : rest;
}

/** Each thing of both once, theirs first. */
function linesTogether(theirs, mine) {
  const lines = [...theirs.split("\n"), ...mine.split("\n")].map((line) => line.trim()).filter(Boolean);
  return [...new Set(lines)].join("\n");
}
