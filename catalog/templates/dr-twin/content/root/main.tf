data "aws_vpc" "site" {
  cidr_block = var.site_cidr
}

module "network" {
  source = "../../../modules/tier-network"

  name         = var.name
  tier         = var.tier
  vpc_id       = data.aws_vpc.site.id
  subnets      = var.subnets
  allowed_cidr = var.site_cidr
}
