variable "name" {
  description = "Name of the twin."
  type        = string
}

variable "site" {
  description = "Site that the twin stands on."
  type        = string
}

variable "region" {
  description = "AWS region of the site."
  type        = string
}

variable "tier" {
  description = "Tier that the network carries."
  type        = string
}

variable "site_cidr" {
  description = "Address block of the site's VPC."
  type        = string
}

variable "subnets" {
  description = "CIDR block of the subnet of each availability zone."
  type        = map(string)
}

variable "owner" {
  description = "Group that answers for the twin, as the catalog names it."
  type        = string
}
