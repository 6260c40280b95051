//! Places for orders that keep their number while others come and go. Never moves an order.

use alloc::vec::Vec;

/// A place in a slab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Slot(usize);

/// Numbered places; a freed one is used again.
#[derive(Debug, Clone)]
pub(crate) struct Slab<T> {
    places: Vec<Option<T>>,
    free: Vec<Slot>,
}

impl<T> Slab<T> {
    pub(crate) const fn new() -> Self {
        Self {
            places: Vec::new(),
            free: Vec::new(),
        }
    }

    /// Keeps a value and says where.
    pub(crate) fn insert(&mut self, value: T) -> Slot {
        if let Some(slot) = self.free.pop()
            && let Some(place) = self.places.get_mut(slot.0)
        {
            *place = Some(value);
            return slot;
        }
        self.places.push(Some(value));
        Slot(self.places.len().saturating_sub(1))
    }

    /// The value at a place.
    pub(crate) fn get(&self, slot: Slot) -> Option<&T> {
        self.places.get(slot.0).and_then(Option::as_ref)
    }

    /// The value at a place, to change it.
    pub(crate) fn get_mut(&mut self, slot: Slot) -> Option<&mut T> {
        self.places.get_mut(slot.0).and_then(Option::as_mut)
    }

    /// Takes the value out and frees its place.
    pub(crate) fn remove(&mut self, slot: Slot) -> Option<T> {
        let value = self.places.get_mut(slot.0)?.take()?;
        self.free.push(slot);
        Some(value)
    }
}
