"""Any speech server that speaks OpenAI's `/audio/transcriptions`: OpenAI, Groq, or one's own."""
