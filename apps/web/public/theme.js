// Runs before the first paint, so that a chosen theme does not flash. A file of its own: the page allows no inline scripts.
function applyChosenTheme() {
  const chosen = localStorage.getItem('skoop.theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
}

try {
  applyChosenTheme();
} catch {
  // No storage: the system's theme.
}
