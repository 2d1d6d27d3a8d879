// What is different between two worlds.

// keys are what records go by, where it is not their id.
const keys = { keys: 'key' };

// compare is what changed from one world to another, both as fixtures in JSON: for each
// record, its kind and id, whether it was added, removed or changed, and its properties that
// differ, as path, before and after.
export function compare(before, after) {
  const kinds = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return kinds.flatMap((kind) => compareKind(kind, before[kind] ?? [], after[kind] ?? []));
}

function compareKind(kind, before, after) {
  const key = keys[kind] ?? 'id';
  const old = new Map(before.map((record) => [record[key], record]));
  const changes = [];
  for (const record of after) {
    const was = old.get(record[key]);
    old.delete(record[key]);
    const properties = differences(was ?? {}, record);
    if (!was) changes.push({ kind, id: record[key], change: 'added', properties });
    else if (properties.length > 0) changes.push({ kind, id: record[key], change: 'changed', properties });
  }
  for (const [id, was] of old) changes.push({ kind, id, change: 'removed', properties: differences(was, {}) });
  return changes;
}

// differences goes into objects, and takes lists as a whole.
function differences(before, after, path = '') {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const [was, is] = [before[name], after[name]];
    if (isObject(was) && isObject(is)) return differences(was, is, `${path}${name}.`);
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ path: path + name, was, is }];
  });
}

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
