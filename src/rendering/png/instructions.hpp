#pragma once

namespace promo::rendering::png {

// What the loops below may use of the processor. The bytes are the same with either.
enum class Instructions { plain, avx2 };

// The most that this machine has.
Instructions best_instructions();

}  // namespace promo::rendering::png
