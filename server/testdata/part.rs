// Part @ of a program that does a little of everything.
pub struct Logger@ {
    name: String,
    lines: Vec<String>,
}

impl Logger@ {
    pub fn new(name: &str) -> Self {
        Logger@ { name: name.to_string(), lines: Vec::new() }
    }

    pub fn log(&mut self, text: &str) -> usize {
        let line = format!("{}: {}", self.name, text);
        self.lines.push(line);
        self.lines.len()
    }

    pub fn last(&self) -> Option<&String> {
        self.lines.last()
    }
}

impl Drop for Logger@ {
    fn drop(&mut self) {
        println!("{} closes after {} lines", self.name, self.lines.len());
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Shape@ {
    Empty,
    Circle(f64),
    Rect { width: f64, height: f64 },
    Group(Vec<Shape@>),
}

impl Shape@ {
    pub fn area(&self) -> f64 {
        match self {
            Shape@::Empty => 0.0,
            Shape@::Circle(r) => 3.14 * r * r,
            Shape@::Rect { width, height } => width * height,
            Shape@::Group(parts) => {
                let mut sum = 0.0;
                for part in parts {
                    sum += part.area();
                }
                sum
            }
        }
    }

    pub fn scaled(self, by: f64) -> Shape@ {
        match self {
            Shape@::Circle(r) if by > 0.0 => Shape@::Circle(r * by),
            Shape@::Rect { width, height } => Shape@::Rect { width: width * by, height: height * by },
            Shape@::Group(parts) => Shape@::Group(parts.into_iter().map(|p| p.scaled(by)).collect()),
            other => other,
        }
    }
}

pub trait Visit@ {
    type Out;
    fn visit(&mut self, shape: &Shape@) -> Self::Out;
    fn visit_all(&mut self, shapes: &[Shape@]) -> Vec<Self::Out> {
        let mut out = Vec::with_capacity(shapes.len());
        for s in shapes {
            out.push(self.visit(s));
        }
        out
    }
}

pub struct Count@<'a> {
    log: &'a mut Logger@,
    seen: HashMap<String, usize>,
}

impl<'a> Visit@ for Count@<'a> {
    type Out = usize;
    fn visit(&mut self, shape: &Shape@) -> usize {
        let key = match shape {
            Shape@::Empty => "empty",
            Shape@::Circle(_) => "circle",
            Shape@::Rect { .. } => "rect",
            Shape@::Group(g) => {
                let inner = self.visit_all(g);
                self.log.log(&format!("{} inside", inner.len()));
                "group"
            }
        };
        let n = self.seen.entry(key.to_string()).or_insert(0);
        *n += 1;
        *n
    }
}

pub struct Node@<T> {
    value: T,
    next: Option<Box<Node@<T>>>,
}

pub struct List@<T> {
    head: Option<Box<Node@<T>>>,
    len: usize,
}

impl<T: Clone> List@<T> {
    pub fn push(&mut self, value: T) {
        let next = self.head.take();
        self.head = Some(Box::new(Node@ { value, next }));
        self.len += 1;
    }

    pub fn pop(&mut self) -> Option<T> {
        self.head.take().map(|node| {
            self.head = node.next;
            self.len -= 1;
            node.value
        })
    }

    pub fn to_vec(&self) -> Vec<T> {
        let mut out = Vec::new();
        let mut at = &self.head;
        while let Some(node) = at {
            out.push(node.value.clone());
            at = &node.next;
        }
        out
    }
}

fn parse@(text: &str) -> Result<Vec<i32>, std::num::ParseIntError> {
    let mut out = Vec::new();
    for word in text.split(',') {
        let word = word.trim();
        if word.is_empty() {
            continue;
        }
        let n: i32 = word.parse()?;
        out.push(n);
    }
    Ok(out)
}

fn shared@(n: usize) -> Rc<RefCell<Vec<Logger@>>> {
    let all = Rc::new(RefCell::new(Vec::new()));
    for i in 0..n {
        let mut log = Logger@::new(&i.to_string());
        if i % 2 == 0 {
            log.log("even");
            all.borrow_mut().push(log);
        } else if i > 7 {
            return all;
        }
    }
    all
}

fn longest@<'a>(a: &'a str, b: &'a str) -> &'a str {
    let guard = Logger@::new(a);
    if a.len() > b.len() {
        return a;
    }
    drop(guard);
    b
}

fn work@(input: &str) -> usize {
    let mut log = Logger@::new("work");
    let numbers = match parse@(input) {
        Ok(numbers) => numbers,
        Err(e) => {
            log.log(&e.to_string());
            return 0;
        }
    };
    let big: Vec<i32> = numbers.iter().filter(|n| **n > 10).map(|n| n * 2).collect();
    let shapes = vec![Shape@::Circle(big.len() as f64), Shape@::Rect { width: 1.0, height: 2.0 }, Shape@::Empty];
    let total: f64 = shapes.iter().map(|s| s.area()).sum();
    let mut count = Count@ { log: &mut log, seen: HashMap::new() };
    let seen = count.visit_all(&shapes);
    let mut list = List@ { head: None, len: 0 };
    for s in shapes {
        list.push(s.scaled(total));
    }
    let name = String::from("done");
    let tell = move |n: usize| name.len() + n;
    let kept = shared@(seen.len());
    let n = kept.borrow().len();
    tell(n) + list.to_vec().len() + longest@("a", input).len()
}
