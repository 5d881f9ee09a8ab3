// Runs before the first paint, so that the chosen theme does not flash. A classic script on purpose.
try {
  document.documentElement.dataset.theme = localStorage.getItem("playground.theme") || "auto";
} catch {
  document.documentElement.dataset.theme = "auto";
}
