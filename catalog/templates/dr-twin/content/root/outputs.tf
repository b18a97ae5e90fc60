output "subnet_ids" {
  description = "Subnet of each availability zone."
  value       = module.network.subnet_ids
}

output "security_group_id" {
  description = "Security group of the tier."
  value       = module.network.security_group_id
}
