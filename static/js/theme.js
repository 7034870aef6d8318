// Runs before the first paint: "auto" follows the machine.
(function () {
  var root = document.documentElement;
  if (root.dataset.theme !== "auto") return;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function apply() { root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light"); }
  dark.addEventListener("change", apply);
  apply();
})();
