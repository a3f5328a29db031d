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
  if (window.matchMedia("(max-width: 63.99rem)").matches) {
    document.querySelector(".contents").open = false;
  }
})();
