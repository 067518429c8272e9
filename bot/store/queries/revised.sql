UPDATE jobs SET edition_shown = :revision WHERE id = :id
