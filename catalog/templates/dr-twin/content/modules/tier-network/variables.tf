variable "name" {
  description = "Name of the network, unique in the site."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,38}[a-z0-9]$", var.name))
    error_message = "The name must be 3 to 40 lower-case letters, digits and hyphens."
  }
}

variable "tier" {
  description = "Tier that the network carries."
  type        = string

  validation {
    condition     = contains(["edge", "application", "data"], var.tier)
    error_message = "The tier must be edge, application or data."
  }
}

variable "vpc_id" {
  description = "VPC of the site."
  type        = string
}

variable "subnets" {
  description = "CIDR block of the subnet of each availability zone."
  type        = map(string)

  validation {
    condition     = length(var.subnets) >= 3
    error_message = "A tier must span three availability zones."
  }

  validation {
    condition     = alltrue([for cidr in values(var.subnets) : can(cidrnetmask(cidr))])
    error_message = "Each subnet must be an IPv4 CIDR block."
  }
}

variable "allowed_cidr" {
  description = "Block from which the tier may be reached: the site itself."
  type        = string
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
  default     = {}
}
