UPDATE jobs SET post_due_at = :at WHERE id = :id AND version = :version AND edition = :edition
