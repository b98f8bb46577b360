/** How much work a comparison may still take; what takes work pays for it, and stops when nothing is left. */
export interface Budget {
  left: number;
}

/** Pays; false = nothing is left. */
export function pay(budget: Budget, amount: number): boolean {
  budget.left -= amount;
  return budget.left >= 0;
}
