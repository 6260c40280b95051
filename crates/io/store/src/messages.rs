//! What was said to a venue about an order and what came back, and which order was made because of which.
//! Keeps it in the order it came; never reads what was said.

use crate::engine::Conn;
use crate::error::{StepError, StoreError};
use crate::reader::{Reader, page};
use crate::sql::messages as sql;
use crate::value::{Arg, BadColumn, Columns, number, time};
use domain::{ContentHash, OrderId, Time};

/// How a message ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageOutcome {
    /// The venue answered with this status.
    Answered {
        /// The HTTP status, or that of a session's answer.
        status: u16,
    },
    /// The venue said it by itself.
    Reported,
    /// It certainly never left this house.
    NotSent,
    /// Nobody knows whether it was heard.
    Lost,
}

/// A message on its way to disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// The order it is about.
    pub order: OrderId,
    /// What it was for, in one word.
    pub deed: String,
    /// What was asked, without key, time and signature; nothing where the venue spoke by itself.
    pub request: Option<String>,
    /// When it began to leave, by our clock; of a report, when the venue says that it happened.
    pub begun: Time,
    /// When its end was known, by our clock.
    pub ended: Time,
    /// How it ended.
    pub outcome: MessageOutcome,
    /// Why, where it was not answered.
    pub words: Option<String>,
    /// The raw record with the exact bytes that came.
    pub hash: Option<ContentHash>,
}

/// A message as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRow {
    /// Its number in the store; later messages have higher numbers.
    pub number: u64,
    /// The message.
    pub message: NewMessage,
    /// The bytes that came, where they were kept.
    pub bytes: Option<Vec<u8>>,
}

/// One order that was made because of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLink {
    /// The order that was made.
    pub order: OrderId,
    /// In one word, what for.
    pub kind: String,
    /// The order that it was made because of.
    pub other: OrderId,
}

impl MessageOutcome {
    const fn word(self) -> &'static str {
        match self {
            Self::Answered { .. } => "answered",
            Self::Reported => "reported",
            Self::NotSent => "not-sent",
            Self::Lost => "lost",
        }
    }

    fn status(self) -> Option<i64> {
        match self {
            Self::Answered { status } => Some(i64::from(status)),
            Self::Reported | Self::NotSent | Self::Lost => None,
        }
    }

    fn of(row: &dyn Columns) -> Result<Self, BadColumn> {
        match row.text("outcome")? {
            "answered" => {
                let status = row.int_or_null("status")?;
                let status = status.and_then(|status| u16::try_from(status).ok());
                let status = status.ok_or_else(|| BadColumn::new("status", "no status"))?;
                Ok(Self::Answered { status })
            }
            "reported" => Ok(Self::Reported),
            "not-sent" => Ok(Self::NotSent),
            "lost" => Ok(Self::Lost),
            other => Err(BadColumn::new("outcome", format_args!("{other:?}"))),
        }
    }
}

/// Writes messages in order, then which order was made because of which.
pub(crate) async fn write(
    conn: &mut Conn,
    (messages, links): (&[NewMessage], &[OrderLink]),
) -> Result<(), StepError> {
    for message in messages {
        let args = vec![
            Arg::number(message.order.get())?,
            Arg::text(&message.deed),
            Arg::text_or_null(message.request.as_ref()),
            Arg::time(message.begun),
            Arg::time(message.ended),
            Arg::text(message.outcome.word()),
            Arg::IntOrNull(message.outcome.status()),
            Arg::text_or_null(message.words.as_ref()),
            Arg::Bytes(message.hash.map_or_else(Vec::new, |hash| hash.0.to_vec())),
        ];
        conn.execute(sql::INSERT, args).await?;
    }
    write_links(conn, links).await
}

/// Writes which order was made because of which; what is there already stays.
async fn write_links(conn: &mut Conn, links: &[OrderLink]) -> Result<(), StepError> {
    for link in links {
        let args = vec![
            Arg::number(link.order.get())?,
            Arg::text(&link.kind),
            Arg::number(link.other.get())?,
        ];
        conn.execute(sql::INSERT_LINK, args).await?;
    }
    Ok(())
}

fn row(row: &dyn Columns) -> Result<MessageRow, BadColumn> {
    let is_kept = row.int("kept")? == 1;
    Ok(MessageRow {
        number: number(row, "number")?,
        message: NewMessage {
            order: OrderId::new(number(row, "order_id")?),
            deed: row.text("deed")?.to_owned(),
            request: row.text_or_null("request")?.map(str::to_owned),
            begun: time(row, "begun")?,
            ended: time(row, "ended")?,
            outcome: MessageOutcome::of(row)?,
            words: row.text_or_null("words")?.map(str::to_owned),
            hash: row.bytes("hash")?.try_into().ok().map(ContentHash),
        },
        bytes: is_kept
            .then(|| row.bytes("bytes"))
            .transpose()?
            .map(<[u8]>::to_vec),
    })
}

fn link(row: &dyn Columns) -> Result<OrderLink, BadColumn> {
    Ok(OrderLink {
        order: OrderId::new(number(row, "order_id")?),
        kind: row.text("kind")?.to_owned(),
        other: OrderId::new(number(row, "other_id")?),
    })
}

impl Reader {
    /// What was said about one order, numbered above `after`, oldest first, with the bytes that came.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn messages_of_order(
        &self,
        order: OrderId,
        after: Option<u64>,
        limit: u32,
    ) -> Result<Vec<MessageRow>, StoreError> {
        let (Ok(order), Ok(after)) = (
            Arg::number(order.get()),
            Arg::number(after.unwrap_or_default()),
        ) else {
            return Ok(Vec::new());
        };
        self.all(sql::OF_ORDER, vec![order, after, page(limit)], row)
            .await
    }

    /// The orders this one was made because of, then those that were made because of it.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn links_of_order(
        &self,
        order: OrderId,
        limit: u32,
    ) -> Result<Vec<OrderLink>, StoreError> {
        let Ok(order) = Arg::number(order.get()) else {
            return Ok(Vec::new());
        };
        let args = vec![order, page(limit)];
        let mut links = self.all(sql::LINKS_FROM, args.clone(), link).await?;
        links.extend(self.all(sql::LINKS_TO, args, link).await?);
        Ok(links)
    }
}
