// The contract in force, as the views read it.

const methods = ['get', 'post', 'put', 'patch', 'delete'];

// operationsOf are the operations of a document of OpenAPI, in its order: name, method, path,
// and what the document says of each.
export function operationsOf(document) {
  return Object.entries(document.paths).flatMap(([path, item]) => methods.filter((method) => item[method]).map((method) => ({
    name: item[method].operationId.split('_').pop(), method: method.toUpperCase(), path,
    says: { ...item[method], parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])] },
  })));
}

// resolve follows a reference.
export function resolve(document, part) {
  if (!part?.$ref) return part;
  return part.$ref.slice(2).split('/').reduce((value, step) => value?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], document);
}
