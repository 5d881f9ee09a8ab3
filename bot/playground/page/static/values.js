// What stands in an element: Slack's state entry, and the bare value that the page sends ("raw").

/** @returns {string | string[] | null} */
export function rawOfState(entry) {
  if (!entry) return null;
  if (entry.selected_options) return entry.selected_options.map((one) => one.value);
  if (entry.selected_users) return entry.selected_users;
  if (entry.selected_conversations) return entry.selected_conversations;
  if (entry.selected_option) return entry.selected_option.value;
  return entry.selected_user ?? entry.selected_date ?? entry.selected_time ?? entry.selected_conversation ?? entry.value ?? null;
}

export function initialRaw(element) {
  if (element.initial_options) return element.initial_options.map((one) => one.value);
  if (element.initial_users) return element.initial_users;
  if (element.initial_option) return element.initial_option.value;
  const { initial_user, initial_date, initial_time, initial_conversation, initial_value } = element;
  return initial_user ?? initial_date ?? initial_time ?? initial_conversation ?? initial_value ?? null;
}

export const isEmpty = (raw) => raw === null || raw === undefined || raw === "" || (Array.isArray(raw) && !raw.length);

export const sameRaw = (a, b) => JSON.stringify(isEmpty(a) ? null : a) === JSON.stringify(isEmpty(b) ? null : b);

export const optionsOf = (element) => [
  ...(element.options ?? []),
  ...(element.option_groups ?? []).flatMap((group) => group.options),
];

/** The raw value of an element on a surface with `values` (state.values). */
export function rawIn(values, block, element) {
  const entry = values?.[block.block_id]?.[element.action_id];
  return entry ? rawOfState(entry) : initialRaw(element);
}
