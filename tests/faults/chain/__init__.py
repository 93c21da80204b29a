"""The chain "stress 5, one follow-up and one alert" while its processes are killed."""
