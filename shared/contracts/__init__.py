"""The published language of Hyke: events that happened, requests that services answer."""
