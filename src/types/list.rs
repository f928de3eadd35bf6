//! Methods and traits of structs that hold a list of nodes.

/// Implements those of a list for `$ty<T>`, whose field `$nodes` is a `Vec<T>`. It converts
/// from a `Vec<T>`.
macro_rules! impl_list {
    ($ty:ident, $nodes:ident) => {
        impl<T> $ty<T> {
            /// Returns the number of nodes.
            pub fn len(&self) -> usize {
                self.$nodes.len()
            }

            /// Returns whether there are no nodes. A page without nodes need not be the
            /// last: only [`next_cursor`](Self::next_cursor) shows that.
            pub fn is_empty(&self) -> bool {
                self.$nodes.is_empty()
            }

            /// Returns the first node.
            pub fn first(&self) -> Option<&T> {
                self.$nodes.first()
            }

            /// Returns the last node.
            pub fn last(&self) -> Option<&T> {
                self.$nodes.last()
            }

            /// Returns an iterator over the nodes.
            pub fn iter(&self) -> std::slice::Iter<'_, T> {
                self.$nodes.iter()
            }

            /// Returns an iterator over the nodes that allows changing them.
            pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
                self.$nodes.iter_mut()
            }
        }

        impl<T, const N: usize> From<[T; N]> for $ty<T> {
            fn from(nodes: [T; N]) -> Self {
                Self::from(Vec::from(nodes))
            }
        }

        impl<T> From<$ty<T>> for Vec<T> {
            fn from(list: $ty<T>) -> Self {
                list.$nodes
            }
        }

        impl<T> FromIterator<T> for $ty<T> {
            fn from_iter<I: IntoIterator<Item = T>>(nodes: I) -> Self {
                Self::from(Vec::from_iter(nodes))
            }
        }

        impl<T> Extend<T> for $ty<T> {
            fn extend<I: IntoIterator<Item = T>>(&mut self, nodes: I) {
                self.$nodes.extend(nodes);
            }
        }

        impl<T> IntoIterator for $ty<T> {
            type Item = T;
            type IntoIter = std::vec::IntoIter<T>;

            fn into_iter(self) -> Self::IntoIter {
                self.$nodes.into_iter()
            }
        }

        impl<'a, T> IntoIterator for &'a $ty<T> {
            type Item = &'a T;
            type IntoIter = std::slice::Iter<'a, T>;

            fn into_iter(self) -> Self::IntoIter {
                self.$nodes.iter()
            }
        }

        impl<'a, T> IntoIterator for &'a mut $ty<T> {
            type Item = &'a mut T;
            type IntoIter = std::slice::IterMut<'a, T>;

            fn into_iter(self) -> Self::IntoIter {
                self.$nodes.iter_mut()
            }
        }
    };
}

pub(crate) use impl_list;
