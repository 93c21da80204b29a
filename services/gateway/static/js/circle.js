/**
 * The time-use circle: a ring that edits the same three fields as the table beside it.
 *
 * The table's selects hold the truth. The ring shows self-care, productive activity and leisure clockwise from 22:00,
 * then what is not yet placed. A border is moved by mouse, touch or keys (arrows 15 minutes, page keys 60,
 * Home and End to the neighbouring border): what one side wins, the other loses.
 */
const DAY = 1440, QUARTER = 15, RADIUS = 110;
const ACTIVITIES = ["self-care", "productive", "leisure"];
const KEYS = { ArrowRight: 15, ArrowUp: 15, ArrowLeft: -15, ArrowDown: -15, PageUp: 60, PageDown: -60, Home: -DAY, End: DAY };

const svg = (name, attributes = {}) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};
const around = (minute) => ((minute % DAY) + DAY) % DAY;
const along = (minute) => `rotate(${minute / 4}) translate(0 ${-RADIUS}) rotate(${-minute / 4})`;

class Circle {
  constructor(root) {
    this.root = root;
    this.words = root.dataset;
    this.ring = root.querySelector(".ring");
    this.fields = Object.fromEntries(ACTIVITIES.map((name) => [name, root.querySelector(`[data-circle-field="${name}"]`)]));
    this.names = Object.fromEntries(ACTIVITIES.map((name) => [name, root.querySelector(`label[for="${this.fields[name].id}"]`).textContent]));
    this.names.unused = this.words.wordsUnused;
    this.start = 22 * 60;
    this.handles = [0, 1, 2, 3].map((index) => this.handle(index));
    for (const field of Object.values(this.fields)) field.addEventListener("input", () => this.draw());
    for (const element of root.querySelectorAll("[data-circle-only]")) element.hidden = false;
    this.draw();
  }

  /** Minutes of each part in clock order; `unused` last. */
  get parts() {
    const minutes = ACTIVITIES.map((name) => Number(this.fields[name].value));
    return [...minutes, Math.max(0, DAY - minutes.reduce((sum, one) => sum + one, 0))];
  }

  get total() {
    return ACTIVITIES.reduce((sum, name) => sum + Number(this.fields[name].value), 0);
  }

  /** The parts on both sides of a border, as indexes into `parts`; the first border follows the last part in use. */
  sides(border) {
    const before = border > 0 ? border - 1 : this.parts[3] > 0 ? 3 : 2;
    return [before, border];
  }

  position(border) {
    return around(this.parts.slice(0, border).reduce((sum, one) => sum + one, this.start));
  }

  /** Moves a border clockwise by minutes, no further than its neighbours. */
  move(border, minutes) {
    const parts = this.parts;
    const [before, after] = this.sides(border);
    const step = Math.max(-parts[before], Math.min(parts[after], minutes));
    if (!step) return;
    parts[before] += step;
    parts[after] -= step;
    if (border === 0) this.start = around(this.start + step);
    ACTIVITIES.forEach((name, index) => { this.fields[name].value = String(parts[index]); });
    this.fields[ACTIVITIES[0]].dispatchEvent(new Event("input", { bubbles: true }));
  }

  handle(index) {
    const group = svg("g", { class: "handle", role: "slider", tabindex: "0", "aria-valuemin": "0" });
    group.append(
      svg("circle", { class: "handle-reach", r: 27 }), svg("circle", { class: "handle-focus", r: 21 }),
      svg("circle", { class: "handle-knob", r: 15 }),
      svg("path", { class: "handle-grip", d: "M-3.5-5V5M3.5-5V5" }));
    group.addEventListener("keydown", (event) => {
      if (!(event.key in KEYS) || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.move(index, KEYS[event.key]);
    });
    // touch-action does nothing inside an SVG, and on the whole ring it would stop the page from scrolling.
    group.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    group.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      group.setPointerCapture(event.pointerId);
      group.focus({ preventScroll: true });
    });
    group.addEventListener("pointermove", (event) => {
      if (!group.hasPointerCapture(event.pointerId)) return;
      const away = around(this.minuteAt(event) - this.position(index) + DAY / 2) - DAY / 2;
      this.move(index, away);
    });
    this.root.querySelector("[data-handles]").append(group);
    return group;
  }

  /** The quarter of the day under the pointer. */
  minuteAt(event) {
    const box = this.ring.getBoundingClientRect();
    const angle = Math.atan2(event.clientX - box.left - box.width / 2, box.top + box.height / 2 - event.clientY);
    return around(Math.round((angle / (2 * Math.PI)) * (DAY / QUARTER)) * QUARTER);
  }

  draw() {
    const total = this.total;
    const shrink = Math.max(1, total / DAY);
    let at = this.start;
    ACTIVITIES.forEach((name, index) => {
      const real = this.parts[index];
      const minutes = real / shrink;
      const group = this.ring.querySelector(`.arc-group[data-activity="${name}"]`);
      group.setAttribute("visibility", real ? "visible" : "hidden");
      const arc = group.querySelector(".arc");
      arc.setAttribute("stroke-dasharray", `${minutes} ${DAY - minutes}`);
      arc.setAttribute("stroke-dashoffset", String(-around(at)));
      group.querySelector(".arc-edge").setAttribute("transform", `rotate(${at / 4})`);
      const label = this.ring.querySelector(`[data-label="${name}"]`);
      label.setAttribute("visibility", minutes < 105 ? "hidden" : "visible");
      label.classList.toggle("is-short", minutes < 240);
      label.setAttribute("transform", along(at + minutes / 2));
      label.querySelector(".label-hours").textContent = this.short(real);
      at = around(at + minutes);
    });
    this.ring.querySelector("[data-ring-total]").textContent = this.short(total);
    this.say(total);
    this.handles.forEach((group, index) => this.place(group, index, total));
  }

  place(group, index, total) {
    const parts = this.parts;
    const [before, after] = this.sides(index);
    const isShown = total <= DAY && (index < 3 || parts[3] > 0) && parts[before] + parts[after] > 0;
    if (!isShown && document.activeElement === group) this.handles[0].focus();
    group.setAttribute("visibility", isShown ? "visible" : "hidden");
    group.setAttribute("tabindex", isShown ? "0" : "-1");
    group.setAttribute("transform", `rotate(${this.position(index) / 4}) translate(0 ${-RADIUS})`);
    const named = [...ACTIVITIES, "unused"].map((name) => this.names[name]);
    group.setAttribute("aria-label", `${named[before]} | ${named[after]}`);
    group.setAttribute("aria-valuemax", String(parts[before] + parts[after]));
    group.setAttribute("aria-valuenow", String(parts[before]));
    group.setAttribute("aria-valuetext", fill(this.words.wordsValue, {
      "§b": named[before], "§x": this.duration(parts[before]), "§a": named[after], "§y": this.duration(parts[after]),
      "§c": clock(this.position(index)),
    }));
  }

  say(total) {
    const sum = this.root.querySelector("[data-circle-sum]");
    const words = total === DAY ? this.words.wordsFull : fill(total < DAY ? this.words.wordsLeft : this.words.wordsOver,
      { "§d": this.duration(Math.abs(DAY - total)), "§t": this.duration(total) });
    if (sum.textContent.trim() !== words) sum.textContent = words;
    sum.classList.toggle("is-off", total !== DAY);
  }

  duration(minutes) {
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    const pattern = rest === 0 ? this.words.wordsHours : hours === 0 ? this.words.wordsMinutes : this.words.wordsBoth;
    return fill(pattern, { "§h": hours, "§m": rest });
  }

  short(minutes) {
    const hours = Math.floor(minutes / 60);
    return `${hours || minutes < QUARTER ? hours : ""}${["", "¼", "½", "¾"][(minutes % 60) / QUARTER]} h`;
  }
}

const fill = (pattern, values) => Object.entries(values).reduce((text, [mark, value]) => text.replace(mark, value), pattern);

const clock = (minute) => {
  const mark = document.documentElement.lang === "en" ? ":" : ".";
  return `${Math.floor(minute / 60)}${mark}${String(minute % 60).padStart(2, "0")}`;
};

/** Wakes every circle that is not awake yet. */
export function wakeCircles(within = document) {
  for (const root of within.querySelectorAll("[data-circle]:not([data-circle-awake])")) {
    root.dataset.circleAwake = "";
    new Circle(root);
  }
}

wakeCircles();
document.addEventListener("htmx:after:swap", () => wakeCircles());
