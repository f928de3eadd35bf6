//! Sums and differences.

use std::ops::{Add, AddAssign, Sub, SubAssign};
use std::time::Duration;

use super::{NANOSECONDS_PER_SECOND, Timestamp};

impl Timestamp {
    /// Returns the time that is `duration` later, or `None` if it is after
    /// [`MAX`](Self::MAX).
    #[must_use]
    pub const fn checked_add(self, duration: Duration) -> Option<Self> {
        let nanoseconds = self.nanoseconds + duration.subsec_nanos();
        let (carry, nanoseconds) = match nanoseconds.checked_sub(NANOSECONDS_PER_SECOND) {
            Some(rest) => (1, rest),
            None => (0, nanoseconds),
        };
        let Some(seconds) = self.seconds.checked_add_unsigned(duration.as_secs()) else {
            return None;
        };
        let Some(seconds) = seconds.checked_add(carry) else {
            return None;
        };
        Some(Self {
            seconds,
            nanoseconds,
        })
    }

    /// Returns the time that is `duration` earlier, or `None` if it is before
    /// [`MIN`](Self::MIN).
    #[must_use]
    pub const fn checked_sub(self, duration: Duration) -> Option<Self> {
        let (borrow, nanoseconds) = match self.nanoseconds.checked_sub(duration.subsec_nanos()) {
            Some(nanoseconds) => (0, nanoseconds),
            None => {
                let nanoseconds = self.nanoseconds + NANOSECONDS_PER_SECOND;
                (1, nanoseconds - duration.subsec_nanos())
            }
        };
        let Some(seconds) = self.seconds.checked_sub_unsigned(duration.as_secs()) else {
            return None;
        };
        let Some(seconds) = seconds.checked_sub(borrow) else {
            return None;
        };
        Some(Self {
            seconds,
            nanoseconds,
        })
    }

    /// Returns the time that is `duration` later, at most [`MAX`](Self::MAX).
    #[must_use]
    pub fn saturating_add(self, duration: Duration) -> Self {
        self.checked_add(duration).unwrap_or(Self::MAX)
    }

    /// Returns the time that is `duration` earlier, at least [`MIN`](Self::MIN).
    #[must_use]
    pub fn saturating_sub(self, duration: Duration) -> Self {
        self.checked_sub(duration).unwrap_or(Self::MIN)
    }

    /// Returns the duration from `earlier` until this time, or `None` if this time is before
    /// it.
    #[must_use]
    pub fn checked_duration_since(self, earlier: Self) -> Option<Duration> {
        if self < earlier {
            return None;
        }
        let (borrow, nanoseconds) = match self.nanoseconds.checked_sub(earlier.nanoseconds) {
            Some(nanoseconds) => (0, nanoseconds),
            None => {
                let nanoseconds = self.nanoseconds + NANOSECONDS_PER_SECOND;
                (1, nanoseconds - earlier.nanoseconds)
            }
        };
        // Not negative, because this time is not before `earlier`.
        let seconds = self.seconds.abs_diff(earlier.seconds) - borrow;
        Some(Duration::new(seconds, nanoseconds))
    }

    /// Returns the duration between two times, in either order.
    #[must_use]
    pub fn abs_diff(self, other: Self) -> Duration {
        let forward = self.checked_duration_since(other);
        let duration = forward.or_else(|| other.checked_duration_since(self));
        duration.unwrap_or_default()
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    /// # Panics
    ///
    /// Panics if the sum is after [`Timestamp::MAX`]. See [`Timestamp::checked_add`].
    fn add(self, duration: Duration) -> Self {
        let sum = self.checked_add(duration);
        sum.expect("overflow when adding a duration to a timestamp")
    }
}

impl AddAssign<Duration> for Timestamp {
    /// # Panics
    ///
    /// Panics if the sum is after [`Timestamp::MAX`]. See [`Timestamp::checked_add`].
    fn add_assign(&mut self, duration: Duration) {
        *self = *self + duration;
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;

    /// # Panics
    ///
    /// Panics if the difference is before [`Timestamp::MIN`]. See
    /// [`Timestamp::checked_sub`].
    fn sub(self, duration: Duration) -> Self {
        let difference = self.checked_sub(duration);
        difference.expect("overflow when subtracting a duration from a timestamp")
    }
}

impl SubAssign<Duration> for Timestamp {
    /// # Panics
    ///
    /// Panics if the difference is before [`Timestamp::MIN`]. See
    /// [`Timestamp::checked_sub`].
    fn sub_assign(&mut self, duration: Duration) {
        *self = *self - duration;
    }
}

impl Sub for Timestamp {
    type Output = Duration;

    /// # Panics
    ///
    /// Panics if `earlier` is later than this time. See
    /// [`Timestamp::checked_duration_since`].
    fn sub(self, earlier: Self) -> Duration {
        let duration = self.checked_duration_since(earlier);
        duration.expect("the subtracted timestamp is later")
    }
}
