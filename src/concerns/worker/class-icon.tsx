import {
  Baby,
  Bike,
  CloudLightning,
  Coffee,
  DoorOpen,
  Ellipsis,
  FileText,
  GraduationCap,
  HandHeart,
  HardHat,
  HeartPulse,
  House,
  Landmark,
  PackageX,
  Plug,
  ShieldPlus,
  Timer,
  UserPlus,
  Utensils,
  Wallet,
} from 'lucide-react'
import type { classIcons } from '../words.ts'

const drawn: Record<(typeof classIcons)[number], typeof Bike> = {
  'door-open': DoorOpen,
  bike: Bike,
  utensils: Utensils,
  coffee: Coffee,
  plug: Plug,
  timer: Timer,
  'package-x': PackageX,
  wallet: Wallet,
  'file-text': FileText,
  'shield-plus': ShieldPlus,
  landmark: Landmark,
  'hard-hat': HardHat,
  'cloud-lightning': CloudLightning,
  'heart-pulse': HeartPulse,
  house: House,
  baby: Baby,
  'graduation-cap': GraduationCap,
  'user-plus': UserPlus,
  'hand-heart': HandHeart,
  ellipsis: Ellipsis,
}

/** The line icon of a class; a class named after an icon this version does not have gets the three dots. */
export function ClassIcon({ icon }: { icon: string }) {
  const Icon = (drawn as Record<string, typeof Bike | undefined>)[icon] ?? Ellipsis
  return <Icon aria-hidden />
}
