//! What is written in a commit of its own beside the turns: records of the audit log, and findings with people's words. One that
//! does not fit must not take orders down with it. Never holds what orders depend on.

use store::{AuditRecord, Batch, FindingChange};

/// Rows of one such commit.
#[derive(Debug, Default)]
pub(crate) struct OwnCommit {
    pub(crate) audit: Vec<AuditRecord>,
    pub(crate) findings: Vec<FindingChange>,
}

impl OwnCommit {
    /// Moves the rows into a batch.
    pub(crate) fn into_batch(self, mut batch: Batch) -> Batch {
        batch.audit = self.audit;
        batch.findings = self.findings;
        batch
    }
}
