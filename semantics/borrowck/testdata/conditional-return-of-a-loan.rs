use std::collections::HashMap;
fn get<'m>(m: &'m mut HashMap<String, String>, k: &str) -> &'m mut String {
    if let Some(v) = m.get_mut(k) { return v; }
    m.insert(k.to_string(), String::new());
    m.get_mut(k).unwrap()
}
fn first<'a>(v: &'a mut Vec<String>) -> &'a mut String {
    for s in v.iter_mut() { if s.is_empty() { return s; } }
    v.push(String::new());
    v.last_mut().unwrap()
}
