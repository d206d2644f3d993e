"""What maintains the live figures: their data, their static pictures, their speed."""
