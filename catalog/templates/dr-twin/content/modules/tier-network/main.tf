resource "aws_subnet" "this" {
  for_each = var.subnets

  vpc_id                  = var.vpc_id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = false

  tags = merge(var.tags, {
    Name = "${var.name}-${each.key}"
    Tier = var.tier
  })
}

# One route table a zone, so that the loss of a zone's NAT gateway stays in that zone.
resource "aws_route_table" "this" {
  for_each = var.subnets

  vpc_id = var.vpc_id

  tags = merge(var.tags, {
    Name = "${var.name}-${each.key}"
    Tier = var.tier
  })
}

resource "aws_route_table_association" "this" {
  for_each = var.subnets

  subnet_id      = aws_subnet.this[each.key].id
  route_table_id = aws_route_table.this[each.key].id
}

resource "aws_security_group" "this" {
  name        = var.name
  description = "Tier ${var.tier} of ${var.name}: reached from the site only."
  vpc_id      = var.vpc_id

  tags = merge(var.tags, {
    Name = var.name
    Tier = var.tier
  })
}

resource "aws_vpc_security_group_ingress_rule" "site" {
  security_group_id = aws_security_group.this.id
  description       = "From the site"
  cidr_ipv4         = var.allowed_cidr
  ip_protocol       = "-1"
}

resource "aws_vpc_security_group_egress_rule" "site" {
  security_group_id = aws_security_group.this.id
  description       = "To the site"
  cidr_ipv4         = var.allowed_cidr
  ip_protocol       = "-1"
}
