/** Says the opposite of what it means; the rest of the review makes that clear. */
export const sarcasm: readonly string[] = [
  "congratulations to {the engineers|the design team}, {I didn't think it was possible|a new low}",
  '{oh great|wonderful|fantastic}, {another|one more} thing for the bin',
  'if you {love|enjoy} {frustration|disappointment}, {this is perfect for you|look no further}',
  'great product if you want to {meet your postman often|practise returns|exercise patience}',
  'I {love|adore} how it {lasted almost two weeks|breaks in a new place every day}',
  'my {compliments|thanks} to quality control, {enjoy your holiday|wherever you are}',
  'works {beautifully|perfectly} as {a doorstop|a paperweight|modern art}',
  'best {<price>|money} I ever {threw away|set fire to}',
  'ten out of ten for {optimism|the advertising department}',
  'sure, who {needs|wants} a <noun> that {works|lasts}?',
  'a real {masterpiece|triumph} of {cost cutting|cutting corners}',
  'it does have one {feature|advantage}: {it fits in the bin|the box burns well}',
  'slow clap',
  'truly {impressive|remarkable} how {fast|quickly} it {failed|gave up}',
  'five stars for the {box|leaflet}, {the rest is a joke|shame about the content}',
  'thank you for {the memories|teaching me to read reviews first}',
];
