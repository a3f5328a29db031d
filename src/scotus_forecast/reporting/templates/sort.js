"use strict";
(function () {
  const order = new Intl.Collator("en", { numeric: true });
  function compare(a, b) {
    if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1;
    const x = Number(a), y = Number(b);
    return Number.isNaN(x) || Number.isNaN(y) ? order.compare(a, b) : x - y;
  }
  function sort(button) {
    const heading = button.closest("th");
    const index = heading.cellIndex;
    const table = heading.closest("table");
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const other of heading.parentElement.cells) other.setAttribute("aria-sort", "none");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = (row) => row.cells[index].dataset.sort;
    const rows = Array.from(table.tBodies[0].rows);
    const filled = rows.filter((row) => key(row) !== "");
    filled.sort((a, b) => (down ? -1 : 1) * compare(key(a), key(b)));
    table.tBodies[0].append(...filled, ...rows.filter((row) => key(row) === ""));
    document.getElementById("announce").textContent =
      "Sorted by " + (button.ariaLabel || button.textContent) + ", " + (down ? "descending" : "ascending");
  }
  for (const button of document.querySelectorAll("thead button")) {
    button.addEventListener("click", () => sort(button));
  }
  // On a phone a wide table is a list of labelled cells a row; roles keep it a table.
  function label(table) {
    const headings = Array.from(table.tHead.rows[table.tHead.rows.length - 1].cells);
    const names = headings.map((th) => {
      const button = th.querySelector("button");
      return button.ariaLabel || button.textContent;
    });
    table.setAttribute("role", "table");
    table.tBodies[0].setAttribute("role", "rowgroup");
    for (const row of table.tBodies[0].rows) {
      row.setAttribute("role", "row");
      Array.from(row.cells).forEach((cell, at) => {
        cell.setAttribute("role", at ? "cell" : "rowheader");
        cell.dataset.label = names[at];
        const value = document.createElement("span");
        value.append(...cell.childNodes);
        cell.append(value);
      });
    }
    table.classList.add("cards");
  }
  if (window.matchMedia("(max-width: 40rem)").matches) {
    document.querySelectorAll("table.wide").forEach(label);
  }
  if (window.matchMedia("(max-width: 63.99rem)").matches) {
    document.querySelector(".contents").open = false;
  }
})();
