"""What maintains the course: run and publish chapters, check and collect what is stored. Chapters know none of it."""
