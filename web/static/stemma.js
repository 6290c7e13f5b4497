// What pages do beyond what they do without script: local times, keys, quotations, news. Nothing else needs it.
"use strict";

// Every <time> is UTC in the markup; here it is shown in the reader's own zone.
const forms = {
  time: { hour: "2-digit", minute: "2-digit" },
  seconds: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  date: { day: "numeric", month: "long", year: "numeric" },
  full: { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
};
const format = (date, as) => new Intl.DateTimeFormat("en-GB", forms[as]).format(date).replace(" at ", ", ");

function localTimes(root) {
  for (const time of root.querySelectorAll("time[data-as]")) {
    const date = new Date(time.dateTime);
    if (time.dataset.as === "title") {
      time.title = format(date, "full");
    } else if (forms[time.dataset.as]) {
      time.textContent = format(date, time.dataset.as);
      time.title = time.dateTime;
    }
  }
  for (const zone of root.querySelectorAll(".zone")) zone.remove();
  for (const clock of root.querySelectorAll(".clock")) clock.textContent = `your time zone, ${Intl.DateTimeFormat().resolvedOptions().timeZone}`;
}

// The link to an edit as a quotation copies it: both wordings, both times, the outlet and the addresses. Where the browser
// does not allow that, the link leads to the quotation as it does without script.
function quotations() {
  for (const link of document.querySelectorAll("a.copy")) {
    const { textContent, title } = link;
    const tell = (mark, words) => { link.textContent = mark; link.title = words; };
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard) return;
      event.preventDefault();
      try {
        const answer = await fetch(link.href);
        if (!answer.ok) throw new Error(answer.status);
        await navigator.clipboard.writeText(await answer.text());
        tell("✓", "Copied");
        setTimeout(() => tell(textContent, title), 2000);
      } catch {
        location.assign(link.href);
      }
    });
  }
}

// j and k go from edit to edit, the arrows from change to change, v turns the view, ? shows the keys.
function step(by) {
  const edits = [...document.querySelectorAll(".row.edit")];
  const at = edits.indexOf(document.activeElement.closest?.(".row.edit"));
  const target = at < 0 && by > 0 ? edits[0] : edits[Math.min(Math.max(at + by, 0), edits.length - 1)];
  if (!target) return;
  history.replaceState(null, "", "#" + target.id);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
}

function follow(key) {
  document.querySelector(`a[data-key="${key}"]`)?.click();
}

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const act = {
    j: () => step(1),
    k: () => step(-1),
    v: () => follow("view"),
    ArrowLeft: () => follow("prev"),
    ArrowRight: () => follow("next"),
    "?": () => document.querySelector(".keys")?.scrollIntoView({ block: "center" }),
  }[event.key];
  if (!act || !document.querySelector(".diff, [data-key]")) return;
  event.preventDefault();
  act();
}

// News announce themselves as one line to click; the page never moves by itself.
function announce(line, count, more) {
  let link = line.querySelector("a");
  if (!link) {
    link = document.createElement("a");
    link.href = location.pathname + location.search;
    line.append(link);
  }
  link.textContent = count === 1 && !more ? "1 new change: show it" : `${count}${more ? " or more" : ""} new changes: show them`;
}

async function askForNews(list, line) {
  if (document.hidden) return;
  try {
    const query = new URLSearchParams(location.search);
    query.set("limit", "10");
    const answer = await fetch("/latest.json?" + query);
    if (!answer.ok) return;
    const { items } = await answer.json();
    const known = items.findIndex((item) => item.id === list.dataset.news);
    const count = known < 0 ? items.length : known;
    if (count > 0) announce(line, count, known < 0);
  } catch {
    // no connection just now: the next round asks again
  }
}

localTimes(document);
quotations();
document.addEventListener("keydown", keys);
const list = document.querySelector("[data-news]");
if (list && !("paged" in list.dataset)) {
  const line = document.createElement("p"); // there before its words, or a screen reader would not read them
  line.className = "news";
  line.setAttribute("role", "status");
  document.querySelector("main").append(line);
  setInterval(() => askForNews(list, line), Math.max(Number(list.dataset.refresh) || 60000, 1000));
}
document.documentElement.dataset.ready = ""; // the last thing done: tests wait for it
