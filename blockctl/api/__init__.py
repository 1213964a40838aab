"""Block Storage API v3: requests, paging, microversions, and finding things by name."""
