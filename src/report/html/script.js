(() => {
  "use strict";
  const root = document.documentElement;
  const filters = document.querySelector(".filters");
  const form = filters.querySelector("form");
  const back = document.querySelector(".return");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const wide = matchMedia("(min-width: 1100px)");
  let origin = null; // the link by which the reader came into the text

  // Passages.
  function highlight(mark) {
    all("mark.is-now").forEach((old) => old.classList.remove("is-now"));
    if (!mark || mark.tagName !== "MARK") return;
    mark.classList.add("is-now");
    all(`mark[data-of="${mark.id}"]`).forEach((piece) => piece.classList.add("is-now"));
  }

  function pointOut(item) {
    all(".is-here").forEach((old) => old.classList.remove("is-here"));
    if (item) item.classList.add("is-here");
  }

  // Opens what hides it: folds, and filters when they do.
  function uncover(target) {
    if (target.closest("[hidden]")) form.reset();
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }

  // Scrolls the text beside the report alone, so that the reader's place in the report stays.
  function show(target) {
    highlight(target);
    const pane = target.closest(".text");
    const offset = target.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    const lead = target.tagName === "MARK" ? pane.clientHeight / 3 : 56;
    pane.scrollTo({ top: pane.scrollTop + offset - lead, behavior: "instant" });
    const box = target.getBoundingClientRect();
    if (box.bottom < 60 || box.top > innerHeight - 40) pane.scrollIntoView({ block: "end", behavior: "instant" });
  }

  function focus(element) {
    if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
    element.focus({ preventScroll: true });
  }

  function go(link, event) {
    const target = document.getElementById(link.hash.slice(1));
    if (!target) return;
    const toText = target.closest(".text") !== null;
    const fromText = link.closest(".text") !== null;
    if (toText && !fromText) {
      origin = link;
      pointOut(link.closest(".item"));
    }
    if (toText && wide.matches) {
      event.preventDefault();
      history.replaceState(null, "", link.hash);
      show(target);
      focus(target);
      return;
    }
    uncover(target);
    if (toText) {
      back.hidden = fromText && !origin;
      back.href = origin && origin.closest(".item") ? "#" + origin.closest(".item").id : "#main";
      highlight(target);
      return;
    }
    back.hidden = true;
    event.preventDefault();
    history.pushState(null, "", link.hash);
    target.scrollIntoView({ block: target.matches(".item") ? "center" : "start", behavior: "instant" });
    if (target.matches(".item")) pointOut(target);
    focus(target);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && !link.matches(".skip")) return go(link, event);
    const mark = event.target.closest(".document mark");
    const way = mark && getSelection().isCollapsed && wayBack(mark);
    if (way) go(way, event);
  });

  // The first link behind a passage or one around it: to its finding.
  function wayBack(mark) {
    for (; mark; mark = mark.parentElement.closest("mark")) {
      const named = mark.id ? mark : document.getElementById(mark.dataset.of);
      const way = named && named.nextElementSibling && named.nextElementSibling.nextElementSibling;
      if (way && way.matches("a.ref")) return way;
    }
    return null;
  }

  function arrive() {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target) return;
    uncover(target);
    if (target.closest(".text") && wide.matches) show(target);
    else if (target.closest(".text")) highlight(target);
  }
  addEventListener("hashchange", arrive);

  // Filters.
  const runs = all(".run");
  const findings = all(".finding");
  const rows = all("tr.item");
  const words = new Map();
  const wordsOf = (element) => {
    if (!words.has(element)) words.set(element, element.textContent.toLowerCase());
    return words.get(element);
  };

  function filter() {
    const statuses = new Set(all('[name="status"]:checked', form).map((box) => box.value));
    const consequence = form.elements.consequence.value;
    const asked = form.elements.words.value.trim().toLowerCase();
    for (const run of runs) {
      const fits = statuses.has(run.dataset.status) && (!consequence || run.dataset.consequence === consequence);
      const whole = !asked || [...run.children].some((part) => part.matches("h4, .foot") && wordsOf(part).includes(asked));
      let shown = 0;
      for (const finding of all(".finding", run)) {
        finding.hidden = !(fits && (whole || wordsOf(finding).includes(asked)));
        shown += finding.hidden ? 0 : 1;
      }
      run.hidden = shown === 0;
      for (const fold of all("details", run)) if (asked && !run.hidden && fold.querySelector(".finding:not([hidden])")) fold.open = true;
    }
    for (const row of rows) row.hidden = !(statuses.has(row.dataset.status) && (!asked || wordsOf(row).includes(asked)));
    for (const chapter of all(".chapter")) chapter.hidden = !chapter.querySelector("tr.item:not([hidden])");
    const count = (items) => items.filter((item) => !item.hidden).length;
    const [someFindings, someRows] = [count(findings), count(rows)];
    const isFiltered = someFindings < findings.length || someRows < rows.length;
    root.classList.toggle("is-filtered", isFiltered);
    form.querySelector("output").textContent =
      (isFiltered ? "筛选后：" : "") + `问题 ${someFindings} / ${findings.length}，清单 ${someRows} / ${rows.length}`;
  }
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  const reset = form.reset.bind(form);
  form.reset = () => { reset(); filter(); };

  // Keys.
  function step(by) {
    const seen = findings.filter((finding) => !finding.hidden);
    if (seen.length === 0) return;
    const here = seen.indexOf(document.activeElement.closest(".finding") || document.querySelector(".finding.is-here"));
    const next = seen[Math.min(Math.max(here < 0 ? (by > 0 ? 0 : seen.length - 1) : here + by, 0), seen.length - 1)];
    uncover(next);
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center", behavior: "instant" });
    pointOut(next);
    const link = next.querySelector("a.go");
    const target = link && wide.matches && document.getElementById(link.hash.slice(1));
    if (target && target.closest(".text")) {
      origin = link;
      show(target);
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && origin && event.target.closest(".text")) {
      origin.scrollIntoView({ block: "center", behavior: "instant" });
      return focus(origin);
    }
    if (!form.elements.keys.checked || event.target.closest("input[type=search], select, textarea")) return;
    if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
    else if (event.key === "Enter" && event.target.matches(".finding")) event.target.querySelector("a.go")?.click();
    else if (event.key === "/") { filters.open = true; form.elements.words.focus(); }
    else return;
    event.preventDefault();
  });

  // Print: folds open, those of the checklist apart, and close again behind it.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all(".report > :not(.checklist) details:not([open])");
    folded.forEach((fold) => { fold.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((fold) => { fold.open = false; }));

  root.classList.add("js");
  filters.hidden = false;
  const unfold = () => { filters.open = wide.matches; };
  wide.addEventListener("change", unfold);
  unfold();
  filter();
  arrive();
})();
