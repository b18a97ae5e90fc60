output "subnet_ids" {
  description = "Subnet of each availability zone."
  value       = { for zone, subnet in aws_subnet.this : zone => subnet.id }
}

output "security_group_id" {
  description = "Security group of the tier."
  value       = aws_security_group.this.id
}
