"""What fighting on would bring: bargaining ranges, shifts of power, attrition, guarantees."""
